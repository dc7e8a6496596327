/** The parts of an RE2 pattern, as far as literals and sizes are concerned. */

export type PatternNode =
  /** One character, lower-cased. */
  | { readonly kind: 'char'; readonly char: string }
  /** One character out of several; null when there are too many to list. Lower-cased. */
  | { readonly kind: 'set'; readonly chars: readonly string[] | null }
  /** Takes no text: `^`, `$`, `\b`, an empty branch. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'either'; readonly branches: readonly PatternNode[] }
  /** `max` is null for no upper bound. */
  | { readonly kind: 'repeat'; readonly of: PatternNode; readonly min: number; readonly max: number | null };

/** Why a pattern is refused, for the person who wrote it. */
export interface PatternProblem {
  /** Offset in the pattern where the problem begins. */
  readonly at: number;
  readonly problem: string;
  /** What to write instead. */
  readonly instead: string;
}

/** Thrown inside the parser only; callers get a `PatternProblem`. */
export class PatternRefused extends Error {
  readonly refusal: PatternProblem;
  constructor(at: number, problem: string, instead: string) {
    super(problem);
    this.refusal = { at, problem, instead };
  }
}
