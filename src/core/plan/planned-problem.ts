/** What a plan has to know about each known problem of the pack: its label and its own follow-up. */

import type { LabelSpec } from '../assessment.js';
import type { FollowUpKind } from './action.js';

export interface PlannedProblem {
  readonly category: string;
  /** Name of its label on GitHub. */
  readonly label: string;
  /** The whole label, absent for problems that are only ever suggested. */
  readonly spec?: LabelSpec;
  /** Null where the known problem leaves it to the policy. */
  readonly followUp: { readonly kind: FollowUpKind; readonly after: string } | null;
  /** Versions that bring a fix; absent where none does. */
  readonly fixes?: readonly { readonly component: string; readonly version: string }[];
  /** Hash of the rule; absent where nobody keeps books. */
  readonly version?: string;
}

/** Label of a suspected regression: no stock reply fits, a person must look. */
export const needsHumanLabel = 'needs: human';

/** Set beside the known problem's label where the reporter runs the fix already. */
export const needsHuman: LabelSpec = {
  name: needsHumanLabel,
  color: 'b60205',
  description: 'Suspected regression of a known problem: the reporter already runs the fix',
};

/** How long an author has to answer where neither policy nor known problem says. */
export const defaultFollowUp = '14d';
