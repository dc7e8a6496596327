/** What is said between a process and the thread in which it tries rules: plain data, one answer for each question. */

import type { TrialWork } from '../../app/try-rules.js';

/** A method of `TrialWork` with what it is given. */
export type Question = {
  readonly [Name in keyof TrialWork]: {
    readonly ask: Name;
    readonly given: Parameters<TrialWork[Name]>;
  };
}[keyof TrialWork];

/** `ready` is said once, before the first question is read. */
export type Answer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'answer';
      readonly value: unknown;
      /** Milliseconds that computing took. */
      readonly tookMs: number;
    };
