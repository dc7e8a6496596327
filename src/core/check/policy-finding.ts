/** Something that is wrong in a policy file or an own rule, for whoever changes it. */

import type { Place, Severity } from '../rules/finding.js';

/** `line` and `column` are 0 where it is about the file as a whole. */
export interface PolicyFinding extends Place {
  /** `owner/repo` whose file it is; null: the repository itself. */
  readonly repository: string | null;
  /** Path from the repository's top. */
  readonly file: string;
  readonly severity: Severity;
  /** What, why, and what to do. */
  readonly says: string;
  /** The same for people who do not see the place: on the desk, in a terminal. */
  readonly reason: string;
}
