/** Parses an RE2 pattern, refusing what cannot run in linear time, with what to write instead. */

import { readClass } from './parse-class.js';
import { readEscape } from './parse-escape.js';
import { type PatternNode, type PatternProblem, PatternRefused } from './syntax.js';

const maxDepth = 50;
const empty: PatternNode = { kind: 'empty' };

export type ParsedPattern =
  | {
      readonly ok: true;
      readonly node: PatternNode;
      /** Number of capturing groups. */
      readonly groups: number;
      /** Sources of the top-level alternatives: where one of them matches, the pattern does. */
      readonly branches: readonly string[];
    }
  | { readonly ok: false; readonly refusal: PatternProblem };

/** The parts of `source`, or why it is refused. */
export function parsePattern(source: string): ParsedPattern {
  const parser = new Parser(source);
  try {
    const node = parser.whole();
    return { ok: true, node, groups: parser.groups, branches: parser.branches() };
  } catch (error) {
    if (error instanceof PatternRefused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

class Parser {
  readonly source: string;
  groups = 0;
  private at = 0;
  private depth = 0;
  /** Offsets of the `|` that stand outside of every group. */
  private readonly bars: number[] = [];
  /** `(?i)` without a colon holds for the rest of the pattern, the alternatives behind it included. */
  private setsFlags = false;

  constructor(source: string) {
    this.source = source;
  }

  whole(): PatternNode {
    const node = this.alternatives();
    if (this.at < this.source.length) {
      throw new PatternRefused(this.at, 'a ) closes no group', 'write \\) for the bracket itself');
    }
    return node;
  }

  branches(): readonly string[] {
    if (this.setsFlags) return [this.source];
    const edges = [-1, ...this.bars, this.source.length];
    return edges.slice(1).map((edge, index) => this.source.slice((edges[index] ?? 0) + 1, edge));
  }

  private alternatives(): PatternNode {
    const branches = [this.sequence()];
    while (this.source[this.at] === '|') {
      if (this.depth === 0) this.bars.push(this.at);
      this.at++;
      branches.push(this.sequence());
    }
    const [only] = branches;
    return branches.length === 1 && only ? only : { kind: 'either', branches };
  }

  private sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      if (this.source.startsWith('\\Q', this.at)) {
        parts.push(...this.quoted());
        continue;
      }
      parts.push(this.repeated(this.atom()));
    }
    const [only] = parts;
    if (only === undefined) return empty;
    return parts.length === 1 ? only : { kind: 'sequence', parts };
  }

  /** `\Q...\E`: everything literally. */
  private quoted(): PatternNode[] {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at + 2, end < 0 ? undefined : end);
    this.at = end < 0 ? this.source.length : end + 2;
    return Array.from(text, (char) => ({ kind: 'char', char: char.toLowerCase() }));
  }

  private atom(): PatternNode {
    const start = this.at;
    const char = String.fromCodePoint(this.source.codePointAt(start) ?? 0);
    if (char === '(') return this.group();
    if (char === '[') {
      const { node, end } = readClass(this.source, start);
      this.at = end;
      return node;
    }
    if (char === '\\') {
      const { node, end } = readEscape(this.source, start);
      this.at = end;
      return node;
    }
    if ('*+?'.includes(char)) {
      throw new PatternRefused(
        start,
        `${char} has nothing to repeat`,
        `write \\${char} for the character itself`,
      );
    }
    this.at += char.length;
    if (char === '.') return { kind: 'set', chars: null };
    if (char === '^' || char === '$') return empty;
    return { kind: 'char', char: char.toLowerCase() };
  }

  private group(): PatternNode {
    const start = this.at;
    const rest = this.source.slice(start, start + 60);
    if (/^\(\?<?!/.test(rest)) {
      throw new PatternRefused(
        start,
        'the negative look-around cannot be matched in linear time',
        'put what must not be there into `unless`',
      );
    }
    if (/^\(\?<?=/.test(rest)) {
      throw new PatternRefused(
        start,
        'the look-around cannot be matched in linear time',
        'match the surrounding text itself, or use \\b at the border',
      );
    }
    if (/^\(\?P[=>]/.test(rest)) {
      throw new PatternRefused(
        start,
        'the back-reference cannot be matched in linear time',
        'write the possible texts out',
      );
    }
    const opening = /^\((?:\?(?:P?<\w+>|[imsU]*(?:-[imsU]+)?[:)]))?/.exec(rest)?.[0] ?? '(';
    if (opening === '(' && rest[1] === '?') {
      throw new PatternRefused(
        start,
        `the group ${rest.slice(0, 4)} does not exist in RE2`,
        'write (?:...) for a plain group',
      );
    }
    this.at += opening.length;
    if (opening.endsWith(')')) {
      this.setsFlags = true;
      return empty;
    }
    if (!opening.endsWith(':')) this.groups++;
    this.depth++;
    if (this.depth > maxDepth) {
      throw new PatternRefused(
        start,
        `groups are nested more than ${maxDepth} deep`,
        'split it into several `patterns`',
      );
    }
    const node = this.alternatives();
    this.depth--;
    if (this.source[this.at] !== ')') {
      throw new PatternRefused(
        start,
        'the group is not closed',
        'add the missing ), or write \\( for the bracket itself',
      );
    }
    this.at++;
    return node;
  }

  private repeated(of: PatternNode): PatternNode {
    const start = this.at;
    if (!'*+?{'.includes(this.source[start] ?? ' ')) return of;
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})/.exec(this.source.slice(start, start + 20));
    if (!found) return of;
    this.at += found[0].length;
    const [min, max] = bounds(found);
    const lazy = this.source[this.at] === '?';
    if (lazy) this.at++;
    if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(this.source.slice(this.at, this.at + 20))) {
      throw new PatternRefused(
        start,
        'a repetition is repeated',
        'keep one of the two, or put (?:...) around the inner one',
      );
    }
    if (max !== null && max < min) {
      throw new PatternRefused(start, `${found[0]} ends before it begins`, `write {${max},${min}}`);
    }
    return { kind: 'repeat', of, min, max };
  }
}

function bounds(found: RegExpExecArray): [min: number, max: number | null] {
  if (found[0] === '*') return [0, null];
  if (found[0] === '+') return [1, null];
  if (found[0] === '?') return [0, 1];
  const min = Number(found[1]);
  if (found[2] === undefined) return [min, min];
  return [min, found[3] === '' ? null : Number(found[3])];
}
