/** Which literals of which pattern must stand in a text before the pattern can match, ready for one pass over the text. */

import { type Automaton, buildAutomaton } from './automaton.js';
import type { PatternBranch } from './pattern/check-pattern.js';

/** Patterns by their numbers in the pack; see `LiteralScan` for how it is read. */
export interface PatternIndex {
  readonly automaton: Automaton;
  /** Length of each literal of the automaton. */
  readonly literalLengths: Int32Array;
  /** Clauses of each literal: those of literal n from `clauseStarts[n]` on in `clausesOfLiterals`. */
  readonly clauseStarts: Int32Array;
  readonly clausesOfLiterals: Int32Array;
  /** By clause: its pattern, the characters that may stand between the clause before and it, and whether it is its pattern's last. */
  readonly clausePatterns: Int32Array;
  readonly clauseGaps: Float64Array;
  readonly lastClauses: Uint8Array;
  /** By pattern: its clauses are those from the first on, as many as are counted; all must be met in order. */
  readonly firstClauses: Int32Array;
  readonly clauseCounts: Int32Array;
}

/** Indexes those of the patterns that are `wanted`; numbers stay those of the list. */
export function indexPatterns<Pattern extends PatternBranch>(
  patterns: readonly Pattern[],
  wanted: (pattern: Pattern) => boolean,
): PatternIndex {
  const clausesOf = new Map<string, number[]>();
  const clausePatterns: number[] = [];
  const clauseGaps: number[] = [];
  const lastClauses: number[] = [];
  const firstClauses = new Int32Array(patterns.length);
  const clauseCounts = new Int32Array(patterns.length);
  patterns.forEach((pattern, number) => {
    if (!wanted(pattern)) return;
    const { clauses } = pattern;
    firstClauses[number] = clausePatterns.length;
    clauseCounts[number] = clauses.length;
    clauses.forEach(({ texts, gap }, nth) => {
      const clause = clausePatterns.push(number) - 1;
      clauseGaps.push(gap ?? Number.POSITIVE_INFINITY);
      lastClauses.push(nth === clauses.length - 1 ? 1 : 0);
      for (const text of texts) {
        const known = clausesOf.get(text);
        if (known === undefined) clausesOf.set(text, [clause]);
        else known.push(clause);
      }
    });
  });
  const literals = [...clausesOf.keys()];
  const clauseStarts = new Int32Array(literals.length + 1);
  literals.forEach((literal, number) => {
    clauseStarts[number + 1] = (clauseStarts[number] ?? 0) + (clausesOf.get(literal)?.length ?? 0);
  });
  return {
    automaton: buildAutomaton(literals),
    literalLengths: Int32Array.from(literals, (literal) => literal.length),
    clauseStarts,
    clausesOfLiterals: Int32Array.from([...clausesOf.values()].flat()),
    clausePatterns: Int32Array.from(clausePatterns),
    clauseGaps: Float64Array.from(clauseGaps),
    lastClauses: Uint8Array.from(lastClauses),
    firstClauses,
    clauseCounts,
  };
}
