/** What is wrong with a known problem, for the person who writes it: where, why, and what to do. */

/** `error`: the rules cannot be used like this; `warning`: they can, but a maintainer would be misled or annoyed. */
export type Severity = 'error' | 'warning';

/** 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Finding {
  /** Id of the known problem, null where the file could not be read that far. */
  readonly rule: string | null;
  readonly severity: Severity;
  /** Name of the check, so that it can be looked up: `unknown-key`, `too-broad`. */
  readonly check: string;
  /** Path to the value in the file. */
  readonly path: readonly (string | number)[];
  /** Place within the text at `path`, without the blanks around it, where it is known more exactly. */
  readonly within?: Place;
  readonly problem: string;
  /** What to write or do instead. */
  readonly instead: string;
}
