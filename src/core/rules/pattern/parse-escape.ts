/** Reads an escape `\x` of an RE2 pattern. */

import { type PatternNode, PatternRefused } from './syntax.js';

const controls: Readonly<Record<string, string>> = {
  a: '\x07',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const many: PatternNode = { kind: 'set', chars: null };
const empty: PatternNode = { kind: 'empty' };

/** Reads the escape that begins at `start` (its backslash). Returns its node and the offset behind it. */
export function readEscape(source: string, start: number): { node: PatternNode; end: number } {
  const next = source[start + 1];
  const after = start + 2;
  if (next === undefined) {
    throw new PatternRefused(start, 'the pattern ends in a backslash', 'write \\\\ for a backslash itself');
  }
  if (/[1-9]/.test(next) || next === 'k') {
    throw new PatternRefused(
      start,
      `the back-reference \\${next} cannot be matched in linear time`,
      'write the possible texts out, e.g. (foo=foo|bar=bar)',
    );
  }
  if (next === 'G' || next === 'Z') {
    throw new PatternRefused(
      start,
      `\\${next} does not exist in RE2`,
      next === 'Z' ? 'write \\z' : 'leave it out',
    );
  }
  if ('AzbB'.includes(next)) return { node: empty, end: after };
  if ('dDwWsSC'.includes(next)) return { node: many, end: after };
  if (next === 'p' || next === 'P') {
    const name = /^(\{\^?[A-Za-z_]+\}|[A-Z])/.exec(source.slice(after, after + 40));
    if (!name) {
      throw new PatternRefused(
        start,
        `\\${next} needs the name of a Unicode class`,
        'write e.g. \\p{L} for any letter',
      );
    }
    return { node: many, end: after + name[0].length };
  }
  if (next === 'x') {
    const hex = /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(source.slice(after, after + 8));
    const code = Number.parseInt(hex?.[1] ?? hex?.[2] ?? '', 16);
    if (!hex || code > 0x10ffff) {
      throw new PatternRefused(start, '\\x needs a code point', 'write \\x41 or \\x{1F600}');
    }
    return {
      node: { kind: 'char', char: String.fromCodePoint(code).toLowerCase() },
      end: after + hex[0].length,
    };
  }
  const control = controls[next];
  if (control !== undefined) return { node: { kind: 'char', char: control }, end: after };
  if (next === '0') return { node: many, end: after };
  if (/[a-zA-Z]/.test(next)) {
    throw new PatternRefused(start, `\\${next} does not exist in RE2`, `write ${next} without the backslash`);
  }
  const char = String.fromCodePoint(source.codePointAt(start + 1) ?? 0);
  return { node: { kind: 'char', char: char.toLowerCase() }, end: start + 1 + char.length };
}
