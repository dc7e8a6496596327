/** What a plan has to know about each known problem of the pack: its label and its own follow-up. */

import type { FollowUpKind } from './action.js';

export interface PlannedProblem {
  readonly category: string;
  /** Name of its label on GitHub. */
  readonly label: string;
  /** Null where the known problem leaves it to the policy. */
  readonly followUp: { readonly kind: FollowUpKind; readonly after: string } | null;
}

/** Label of a suspected regression: no stock reply fits, a person must look. */
export const needsHumanLabel = 'needs: human';

/** How long an author has to answer where neither policy nor known problem says. */
export const defaultFollowUp = '14d';
