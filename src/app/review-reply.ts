/** What a maintainer typed as the reply: accepted as text, or refused in words. */

/** GitHub takes 65,536 characters in a comment; the hidden marker needs a few, and `planApproval` posts no more than this. */
export const replyLimit = 65_000;

export type TypedReply =
  /** `edited` is null when the text is the drafted one. */
  | { readonly kind: 'reply'; readonly edited: string | null }
  | { readonly kind: 'refused'; readonly problem: string };

/** Browsers send line ends as CR LF; drafts are stored with LF. */
export function normaliseReply(typed: string): string {
  return typed.replace(/\r\n?/g, '\n').trim();
}

/**
 * Compares what was typed with the draft. The text is kept as the maintainer wrote it, mentions included: a person who
 * types a mention means it, while a drafted reply never contains a working one.
 */
export function readTypedReply(typed: string | undefined, drafted: string): TypedReply {
  if (typed === undefined) return { kind: 'reply', edited: null };
  const text = normaliseReply(typed);
  if (text === '') {
    return {
      kind: 'refused',
      problem: 'The reply is empty. Write what should be said on the issue, or reject the draft.',
    };
  }
  if (text.length > replyLimit) {
    return {
      kind: 'refused',
      problem: `The reply has ${count(text.length)} characters; ${count(replyLimit)} fit into a comment on GitHub. Shorten it; your text is kept.`,
    };
  }
  return { kind: 'reply', edited: text === normaliseReply(drafted) ? null : text };
}

function count(characters: number): string {
  return characters.toLocaleString('en-US');
}
