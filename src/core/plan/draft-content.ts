/** What a draft of the first reply carries to the review desk, from the assessment that it was drawn from. */

import type { Assessment } from '../assessment.js';
import type { Classification } from '../classify/classification.js';
import type { DraftContent, Weighed } from './action.js';

/** An abstention never becomes a draft; a caller that has one says `suggest`. */
export function contentFrom(
  { classification, fix, missing }: Assessment,
  category: string,
  reply: string,
): DraftContent {
  const { confidence, decision, reason, evidence, against, runnerUp, facts } = classification;
  return {
    category,
    confidence,
    decision: decision === 'abstain' ? 'suggest' : decision,
    reason,
    evidence,
    against,
    runnerUp,
    facts,
    fix,
    missing,
    reply,
    weighed: weighedOf(classification, category),
  };
}

function weighedOf({ candidates, thresholds }: Classification, category: string): Weighed {
  const own = candidates.find((candidate) => candidate.category === category);
  return { unmet: own?.unmet ?? [], words: own?.words ?? [], thresholds };
}
