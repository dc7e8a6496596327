/** Reads a character class `[...]` of an RE2 pattern. */

import { readEscape } from './parse-escape.js';
import { type PatternNode, PatternRefused } from './syntax.js';

/** Classes of more characters than this are not listed: they make no useful literal. */
const maxListed = 6;

/** Reads the class that begins at `start` (its `[`). Returns its node and the offset behind its `]`. */
export function readClass(source: string, start: number): { node: PatternNode; end: number } {
  const chars = new Set<string>();
  let listed = true;
  let at = start + 1;
  if (source[at] === '^') {
    listed = false;
    at++;
  }
  let first = true;
  while (at < source.length) {
    if (source[at] === ']' && !first) {
      const all = [...chars];
      return { node: { kind: 'set', chars: listed && all.length <= maxListed ? all : null }, end: at + 1 };
    }
    first = false;
    const named = /^\[:\^?[a-z]+:\]/.exec(source.slice(at, at + 20));
    if (named) {
      listed = false;
      at += named[0].length;
      continue;
    }
    const low = readMember(source, at);
    at = low.end;
    if (source[at] !== '-' || source[at + 1] === ']' || at + 1 >= source.length) {
      if (low.char === null) listed = false;
      else chars.add(low.char.toLowerCase());
      continue;
    }
    const high = readMember(source, at + 1);
    at = high.end;
    const from = low.char?.codePointAt(0);
    const to = high.char?.codePointAt(0);
    if (from === undefined || to === undefined || to - from >= maxListed) {
      listed = false;
      continue;
    }
    for (let code = from; code <= to; code++) chars.add(String.fromCodePoint(code).toLowerCase());
  }
  throw new PatternRefused(start, 'the class [...] is not closed', 'add the missing ]');
}

/** One member of a class; `char` is null for a group of characters such as \d. */
function readMember(source: string, at: number): { char: string | null; end: number } {
  if (source[at] !== '\\') {
    const char = String.fromCodePoint(source.codePointAt(at) ?? 0);
    return { char, end: at + char.length };
  }
  const { node, end } = readEscape(source, at);
  return { char: node.kind === 'char' ? node.char : null, end };
}
