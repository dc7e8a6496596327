/** Makes a reporter's words harmless in a comment that we post: no mention, no cross-reference, no markup, no secret. */

import { redact } from './redact.js';

/** Invisible, and enough to keep GitHub from seeing a mention or a reference. */
const breaker = '\u200b';

const longestQuote = 240;

/**
 * Text whose mentions (`@user`, `@org/team`), references (`#12`, `GH-12`, `owner/repo#12`, issue addresses) and closing words do
 * nothing any more. What a reader sees stays the same.
 */
export function neutralise(text: string): string {
  return text
    .replace(/@(?=[A-Za-z0-9_-])/g, `@${breaker}`)
    .replace(/#(?=\d)/g, `#${breaker}`)
    .replace(/\bGH-(?=\d)/gi, (match) => `${match}${breaker}`)
    .replace(
      /(https?:\/\/)(?=[^\s/]{1,100}\/[^\s/]{1,100}\/[^\s/]{1,100}\/(?:issues|pull|discussions|commit)\/)/gi,
      `$1${breaker}`,
    );
}

/** A reporter's words as a code span on one line: quoted, redacted, neutralised, at most 240 characters. */
export function quoteInline(text: string): string {
  const line = [...printable(redact(text)).trim()];
  const cut = line.length > longestQuote ? `${line.slice(0, longestQuote).join('')}…` : line.join('');
  const quiet = neutralise(cut);
  if (quiet === '') return '';
  const runs = quiet.match(/`+/g) ?? [];
  const fence = '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length), 0) + 1);
  const padded = quiet.startsWith('`') || quiet.endsWith('`') ? ` ${quiet} ` : quiet;
  return `${fence}${padded}${fence}`;
}

/**
 * A value that was read from a report, such as a version, safe both in a sentence and in a code span: only the characters that versions,
 * options and names are made of, at most `longest` of them.
 */
export function plainValue(text: string, longest = 80): string {
  return printable(redact(text))
    .replace(/[^\p{L}\p{N} .+:/=,;%()_~-]/gu, '')
    .replace(/:\/\//g, ':')
    .replace(/\bwww\./gi, 'www')
    .trim()
    .slice(0, longest);
}

/** One line without control characters, halves of surrogate pairs, or characters that turn the direction of text. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').replace(/[\p{Cf}\p{Cs}\ufffd]/gu, '');
}
