/** Everything that can be said about one report without touching the world: the answer of `dejabug classify`. */

import type { Classification } from './classify/classification.js';
import type { FixStatus } from './reply/fix-status.js';

export interface LabelSpec {
  readonly name: string;
  /** Six hex digits without `#`. */
  readonly color: string;
  /** At most 100 characters (GitHub's limit). */
  readonly description: string;
}

/** A question whose answer the report does not contain. */
export interface MissingItem {
  readonly id: string;
  readonly question: string;
}

export interface Assessment {
  readonly classification: Classification;
  /** Null unless the decision is `label` or `suggest`. */
  readonly fix: FixStatus | null;
  readonly missing: readonly MissingItem[];
  /** Labels to set: those of the known problems that are sure for `label`, `needs: human` for a suspected regression, none otherwise. */
  readonly labels: readonly LabelSpec[];
  /** Markdown of the drafted reply, mentions neutralised and secrets redacted; null when there is nothing to draft. */
  readonly reply: string | null;
}
