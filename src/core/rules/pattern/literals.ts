/** Finds the literals that every match of a pattern must contain, so that most text never meets the pattern engine. */

import type { PatternNode } from './syntax.js';

/** One of these texts is in every match, behind the clause before it. */
export interface Clause {
  /** Lower-cased. */
  readonly texts: readonly string[];
  /** At most this many characters stand between the clause before and this one; null where there is no limit. */
  readonly gap: number | null;
}

/** More alternatives than this make the automaton large and filter little. */
const maxAlternatives = 40;
/** A product of two lists longer than this filters no better than the two lists by themselves. */
const maxProduct = 12;
const maxLength = 24;
const maxClauses = 3;
/** Met in every sentence: a clause with one of them is not worth it where the pattern has another. */
const commonWords = new Set(
  'a an and are as at be but by do does for from has have if in is it me my no not of on or so that the this to up was we when with'.split(
    ' ',
  ),
);

/** A stretch of the text that a node matches. */
interface Piece {
  /** One of these is in it; empty where nothing is known. */
  readonly texts: readonly string[];
  /** Characters that it has at most. */
  readonly longest: number;
}

/** What is known about the texts that a node matches. */
interface Known {
  /** All texts that it can match, null when there are too many. */
  readonly exact: readonly string[] | null;
  /** Stretches that make up each match, in order. */
  readonly pieces: readonly Piece[];
}

/**
 * Clauses that all hold for every match of `node`, in the order in which they stand in it; empty when the pattern has no literal of
 * `minLength` characters on every branch.
 */
export function requiredLiterals(node: PatternNode, minLength: number): readonly Clause[] {
  const pieces = learn(node).pieces.map(({ texts, longest }) => ({ texts: withoutImplied(texts), longest }));
  const usable = pieces.flatMap(({ texts }, index) => (shortest(texts) >= minLength ? [index] : []));
  const rare = usable.filter((index) => !pieces[index]?.texts.some((text) => commonWords.has(text.trim())));
  const chosen = (rare.length > 0 ? rare : usable)
    .sort((a, b) => telling(pieces[b]?.texts ?? []) - telling(pieces[a]?.texts ?? []))
    .slice(0, maxClauses)
    .sort((a, b) => a - b);
  return chosen.map((index, nth): Clause => {
    const previous = chosen[nth - 1];
    return {
      texts: pieces[index]?.texts ?? [],
      gap: previous === undefined ? null : gapBetween(pieces, previous, index),
    };
  });
}

/** The literals may stand anywhere in their own pieces, so those count in full. */
function gapBetween(pieces: readonly Piece[], from: number, to: number): number | null {
  let gap = 0;
  for (const piece of pieces.slice(from, to + 1)) gap += piece.longest;
  return Number.isFinite(gap) ? gap : null;
}

function learn(node: PatternNode): Known {
  switch (node.kind) {
    case 'char':
      return exactly([node.char]);
    case 'set':
      // A character outside of the basic plane has two units.
      return node.chars === null ? { exact: null, pieces: [{ texts: [], longest: 2 }] } : exactly(node.chars);
    case 'empty':
      return exactly(['']);
    case 'sequence':
      return inSequence(node.parts.map(learn));
    case 'either':
      return eitherOf(node.branches.map(learn));
    case 'repeat':
      return repeated(learn(node.of), node.min, node.max);
  }
}

function exactly(texts: readonly string[]): Known {
  return { exact: texts, pieces: [{ texts, longest: longestOf(texts) }] };
}

function inSequence(parts: readonly Known[]): Known {
  const pieces: Piece[] = [];
  let run: readonly string[] = [''];
  function endRun(): void {
    if (longestOf(run) > 0) pieces.push({ texts: run, longest: longestOf(run) });
    run = [''];
  }
  for (const part of parts) {
    if (part.exact !== null && worthJoining(run, part.exact)) {
      run = product(run, part.exact);
      continue;
    }
    endRun();
    if (part.exact === null) pieces.push(...part.pieces);
    else run = part.exact;
  }
  if (pieces.length === 0) return exactly(run);
  endRun();
  return { exact: null, pieces };
}

function worthJoining(left: readonly string[], right: readonly string[]): boolean {
  return left.length === 1 || right.length === 1 || left.length * right.length <= maxProduct;
}

function product(left: readonly string[], right: readonly string[]): string[] {
  const [only] = right;
  if (right.length === 1 && only !== undefined) return left.map((head) => head + only);
  return left.flatMap((head) => right.map((tail) => head + tail));
}

function eitherOf(branches: readonly Known[]): Known {
  const exact = branches.flatMap((branch) => branch.exact ?? []);
  if (branches.every((branch) => branch.exact !== null) && exact.length <= maxAlternatives) {
    return exactly([...new Set(exact)]);
  }
  const best = branches.map(bestTexts);
  const united = [...new Set(best.flat())];
  const covered = best.every((texts) => shortest(texts) > 0) && united.length <= maxAlternatives;
  const longest = Math.max(...branches.map(({ pieces }) => lengthOf(pieces)));
  return { exact: null, pieces: [{ texts: covered ? united : [], longest }] };
}

function repeated(of: Known, min: number, max: number | null): Known {
  const one = lengthOf(of.pieces);
  if (min === 0) {
    if (max === 1 && of.exact !== null) return exactly([...new Set(['', ...of.exact])]);
    return { exact: null, pieces: [{ texts: [], longest: times(one, max) }] };
  }
  if (min === 1 && max === 1) return of;
  const rest: Piece = { texts: [], longest: times(one, max === null ? null : max - 1) };
  return { exact: null, pieces: [...of.pieces, rest] };
}

function times(length: number, count: number | null): number {
  return count === null ? Number.POSITIVE_INFINITY : length * count;
}

function bestTexts({ pieces }: Known): readonly string[] {
  let best: readonly string[] = [];
  for (const { texts } of pieces) if (shortest(texts) > 0 && telling(texts) > telling(best)) best = texts;
  return best;
}

function lengthOf(pieces: readonly Piece[]): number {
  let length = 0;
  for (const piece of pieces) length += piece.longest;
  return length;
}

function longestOf(texts: readonly string[]): number {
  let length = 0;
  for (const text of texts) length = Math.max(length, text.length);
  return length;
}

function shortest(texts: readonly string[]): number {
  let length = Number.POSITIVE_INFINITY;
  for (const text of texts) length = Math.min(length, text.length);
  return texts.length === 0 ? 0 : length;
}

/** Long literals are rare in text; many alternatives are not. Negative for none. */
function telling(texts: readonly string[]): number {
  return texts.length === 0 ? -1 : Math.min(shortest(texts), 10) - Math.log2(texts.length) / 2;
}

/** Drops a literal that contains another one of the clause: where it stands, the other stands too. */
function withoutImplied(texts: readonly string[]): readonly string[] {
  const cut = [...new Set(texts.map((text) => text.slice(0, maxLength)))];
  return cut.filter((text) => !cut.some((other) => other !== text && text.includes(other)));
}
