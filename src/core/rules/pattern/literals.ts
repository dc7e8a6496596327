/** Finds the literals that every match of a pattern must contain, so that most text never meets the pattern engine. */

import type { PatternNode } from './syntax.js';

/** At least one of these texts (lower-cased) is in every match. */
export type Clause = readonly string[];

/** More alternatives than this make the automaton large and filter little. */
const maxAlternatives = 40;
/** A product of two lists longer than this filters no better than the two lists by themselves. */
const maxProduct = 12;
const maxLength = 8;
const maxClauses = 3;

/** What is known about the texts that a node matches. */
interface Known {
  /** All texts that it can match, null when there are too many. */
  readonly exact: readonly string[] | null;
  /** Clauses that hold for each of its matches; when `exact` is given they are not repeated here. */
  readonly clauses: readonly Clause[];
}

const nothing: Known = { exact: null, clauses: [] };
const emptyText: Known = { exact: [''], clauses: [] };

/**
 * Clauses that all hold for every match of `node`, the most telling first; empty when the pattern has no literal of
 * `minLength` characters on every branch.
 */
export function requiredLiterals(node: PatternNode, minLength: number): readonly Clause[] {
  const known = learn(node);
  const clauses = known.exact === null ? known.clauses : [known.exact];
  return clauses
    .filter((clause) => clause.length > 0 && shortest(clause) >= minLength)
    .map(withoutImplied)
    .sort((a, b) => telling(b) - telling(a))
    .slice(0, maxClauses);
}

function learn(node: PatternNode): Known {
  switch (node.kind) {
    case 'char':
      return { exact: [node.char], clauses: [] };
    case 'set':
      return node.chars === null ? nothing : { exact: node.chars, clauses: [] };
    case 'empty':
      return emptyText;
    case 'sequence':
      return inSequence(node.parts.map(learn));
    case 'either':
      return eitherOf(node.branches.map(learn));
    case 'repeat':
      return repeated(learn(node.of), node.min, node.max);
  }
}

function inSequence(parts: readonly Known[]): Known {
  const clauses: Clause[] = [];
  let run: readonly string[] = [''];
  let whole = true;
  for (const part of parts) {
    if (
      part.exact !== null &&
      (run.length === 1 || part.exact.length === 1 || run.length * part.exact.length <= maxProduct)
    ) {
      run = product(run, part.exact);
      continue;
    }
    clauses.push(run, ...part.clauses);
    whole = false;
    run = part.exact ?? [''];
  }
  if (whole) return { exact: run, clauses: [] };
  return { exact: null, clauses: [...clauses, run].filter((clause) => shortest(clause) > 0) };
}

function product(left: readonly string[], right: readonly string[]): string[] {
  const [only] = right;
  if (right.length === 1 && only !== undefined) return left.map((head) => head + only);
  return left.flatMap((head) => right.map((tail) => head + tail));
}

function eitherOf(branches: readonly Known[]): Known {
  const exact = branches.flatMap((branch) => branch.exact ?? []);
  if (branches.every((branch) => branch.exact !== null) && exact.length <= maxAlternatives) {
    return { exact: [...new Set(exact)], clauses: [] };
  }
  const best = branches.map(bestClause);
  const united = [...new Set(best.flat())];
  const covered = best.every((clause) => clause.length > 0) && united.length <= maxAlternatives;
  return covered ? { exact: null, clauses: [united] } : nothing;
}

function repeated(of: Known, min: number, max: number | null): Known {
  if (min === 0)
    return max === 1 && of.exact !== null ? { exact: [...new Set(['', ...of.exact])], clauses: [] } : nothing;
  if (min === 1 && max === 1) return of;
  return {
    exact: null,
    clauses: of.exact === null ? of.clauses : [of.exact].filter((clause) => shortest(clause) > 0),
  };
}

function bestClause(known: Known): Clause {
  if (known.exact !== null) return shortest(known.exact) > 0 ? known.exact : [];
  let best: Clause = [];
  for (const clause of known.clauses) if (best.length === 0 || telling(clause) > telling(best)) best = clause;
  return best;
}

function shortest(clause: Clause): number {
  let length = Number.POSITIVE_INFINITY;
  for (const text of clause) length = Math.min(length, text.length);
  return clause.length === 0 ? 0 : length;
}

/** Long literals are rare in text; many alternatives are not. */
function telling(clause: Clause): number {
  return Math.min(shortest(clause), 10) - Math.log2(clause.length) / 2;
}

/** Drops a literal that contains another one of the clause: where it stands, the other stands too. */
function withoutImplied(clause: Clause): Clause {
  const cut = [...new Set(clause.map((text) => text.slice(0, maxLength)))];
  return cut.filter((text) => !cut.some((other) => other !== text && text.includes(other)));
}
