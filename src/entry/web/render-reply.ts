/** A reply as GitHub will show it: GitHub-flavoured Markdown to safe HTML. Nothing in the text becomes markup of its own. */

import MarkdownIt from 'markdown-it';

// `breaks`: GitHub keeps line ends in comments. `html: false`: tags are shown as text, never interpreted.
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });
// GitHub links addresses with a scheme and e-mail, not every word with a dot in it.
markdown.linkify.set({ fuzzyLink: false });
markdown.validateLink = (address) => /^(?:https?:|mailto:|#)/i.test(address.trim());

markdown.renderer.rules.link_open = (tokens, index, options, _env, renderer) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener noreferrer');
  return renderer.renderToken(tokens, index, options);
};

/** `[ ]` and `[x]` at the start of a list item are boxes, as on GitHub; here nobody can tick them. */
markdown.core.ruler.after('inline', 'task-list', ({ tokens, Token }) => {
  for (const [index, token] of tokens.entries()) {
    const isFirst =
      tokens[index - 1]?.type === 'paragraph_open' && tokens[index - 2]?.type === 'list_item_open';
    const text = token.children?.[0];
    const box =
      token.type === 'inline' && isFirst && text?.type === 'text' ? /^\[([ xX])\] /.exec(text.content) : null;
    if (!box || !text || !token.children) continue;
    text.content = text.content.slice(box[0].length);
    const input = new Token('html_inline', '', 0);
    input.content = `<input type="checkbox" disabled aria-label="${box[1] === ' ' ? 'open' : 'done'}"${box[1] === ' ' ? '' : ' checked'}> `;
    token.children.unshift(input);
    tokens[index - 2]?.attrJoin('class', 'task-list-item');
  }
});

// A remote image would tell its host who reads the desk; it is named and linked instead.
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const { escapeHtml } = markdown.utils;
  const address = escapeHtml(String(token?.attrGet('src') ?? ''));
  const text = escapeHtml(token?.content || 'no description');
  return `<a href="${address}" rel="nofollow noopener noreferrer">Image: ${text}</a>`;
};

/** HTML that is safe to place in the page. */
export function renderReply(reply: string): string {
  return markdown.render(reply);
}

/** One sentence of a rule, which may hold code spans and links. */
export function renderSentence(sentence: string): string {
  return markdown.renderInline(sentence);
}

/** Logins that GitHub would notify when this text is posted: mentions outside code, each once, as written. */
export function mentionsIn(reply: string): readonly string[] {
  const found = new Map<string, string>();
  for (const block of markdown.parse(reply, {})) {
    for (const token of block.children ?? []) {
      if (token.type !== 'text') continue;
      for (const [, login] of token.content.matchAll(
        /(?<![\w@/.`-])@([a-z\d][a-z\d-]{0,38}(?:\/[\w-]+)?)/gi,
      )) {
        if (login !== undefined) found.set(login.toLowerCase(), login);
      }
    }
  }
  return [...found.values()];
}
