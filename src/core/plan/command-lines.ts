/** Finds the lines of a comment that are spoken to us: outside code, quotes, lists and HTML, as GitHub's Markdown reads them. */

import MarkdownIt, { type Token } from 'markdown-it';

const markdown = new MarkdownIt({ html: true, maxNesting: 24 });

/** GitHub's own limit on a comment, in characters. */
const longestComment = 65_536;
/** A paragraph longer than this is no command; inline marks of hostile text cost time. */
const longestParagraph = 8_000;

const address = /^\s*\/dejabug(?=\s|$)/i;
/** Whatever stands inside one of these is shown as code or as somebody else's words. */
const shielding = /<(\/?)(?:code|pre|blockquote|samp|kbd|tt|q|s|del|strike)\b[^>]{0,200}>/gi;

/** A cheap look: false where no command can be. */
export function mayHoldCommands(body: string): boolean {
  return /\/dejabug/i.test(body);
}

/** What follows `/dejabug` on each of these lines, trimmed. Never throws. */
export function commandLines(body: string): readonly string[] {
  const text = body.slice(0, longestComment);
  if (!mayHoldCommands(text)) return [];
  const blocks: Token[] = [];
  markdown.block.parse(text.replace(/\r\n?/g, '\n'), markdown, {}, blocks);
  const lines: string[] = [];
  let shielded = 0;
  blocks.forEach((token, index) => {
    if (token.type === 'html_block') shielded = Math.max(0, shielded + shieldsIn(token.content));
    const open = blocks[index - 1];
    if (token.type !== 'inline' || open?.type !== 'paragraph_open' || open.level !== 0) return;
    if (token.content.length > longestParagraph) return;
    const read = readParagraph(token.content, shielded);
    lines.push(...read.lines);
    shielded = read.shielded;
  });
  return lines;
}

/** Whether a comment says nothing but words to us. */
export function isOnlyCommands(body: string): boolean {
  const written = body.split('\n').filter((line) => line.trim() !== '');
  return written.length > 0 && written.every((line) => address.test(line)) && commandLines(body).length > 0;
}

function readParagraph(content: string, shieldedBefore: number) {
  const tokens: Token[] = [];
  markdown.inline.parse(content, markdown, {}, tokens);
  const lines: string[] = [];
  let shielded = shieldedBefore;
  let line: { text: string; isOurs: boolean } | null = null;
  function end(): void {
    if (line?.isOurs) lines.push(line.text.replace(address, '').trim());
    line = null;
  }
  for (const token of tokens) {
    if (token.type === 'softbreak' || token.type === 'hardbreak') end();
    else if (token.type === 'html_inline') {
      shielded = Math.max(0, shielded + shieldsIn(token.content));
      line ??= { text: '', isOurs: false };
    } else if (token.type === 'text' && token.content === '') {
      // The parser leaves empty ones before a mark.
    } else if (line === null) {
      line = {
        text: token.content,
        isOurs: shielded === 0 && token.type === 'text' && address.test(token.content),
      };
    } else if (token.type !== 'image') line.text += token.content;
  }
  end();
  return { lines, shielded };
}

/** How many more of these tags are opened than closed. A comment's tags count for nothing. */
function shieldsIn(html: string): number {
  let open = 0;
  for (const [, isClosing] of html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').matchAll(shielding))
    open += isClosing === '/' ? -1 : 1;
  return open;
}
