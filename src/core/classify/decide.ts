/** Candidates with their probabilities -> label, suggest or abstain, and the sentence that says why. */

import type { Decision, Thresholds } from './classification.js';
import type { Weighed } from './weigh-problems.js';

/** A known problem for which something speaks, with its probability. */
export interface Scored {
  readonly weighed: Weighed;
  readonly confidence: number;
}

export interface Verdict {
  readonly decision: Decision;
  readonly winner: Scored | null;
  readonly also: readonly string[];
  readonly reason: string;
}

/** `scored` is sorted, best first; `thresholdsOf` tells those of a known problem where it has its own. */
export function decide(
  scored: readonly Scored[],
  general: Thresholds,
  thresholdsOf: (id: string) => Thresholds = () => general,
): Verdict {
  const [best, second] = scored;
  if (best === undefined) {
    return { decision: 'abstain', winner: null, also: [], reason: 'No signal of a known problem was found.' };
  }
  const thresholds = thresholdsOf(best.weighed.problem.id);
  if (best.confidence < thresholds.suggest) {
    return { decision: 'abstain', winner: null, also: [], reason: whyNothing(best, thresholds) };
  }
  const also = scored.slice(1).filter((other) => mayLabel(other, thresholdsOf(other.weighed.problem.id)));
  const obstacle = whyNoLabel(best, second, also, thresholds);
  return {
    decision: obstacle === null ? 'label' : 'suggest',
    winner: best,
    also: also.map((other) => other.weighed.problem.id),
    reason: obstacle ?? `${inWords(best)} ${proofs(best)}`,
  };
}

/** Sure enough by itself, and nothing forbids it. */
function mayLabel({ weighed, confidence }: Scored, thresholds: Thresholds): boolean {
  return confidence >= thresholds.label && weighed.unproven.length === 0 && !weighed.problem.nursery;
}

/** The reason why the best candidate may be suggested only; null when it may be labelled. */
function whyNoLabel(
  best: Scored,
  second: Scored | undefined,
  also: readonly Scored[],
  { label, margin }: Thresholds,
): string | null {
  const { problem, unproven } = best.weighed;
  if (unproven.length > 0)
    return `${inWords(best)} But nothing shows ${roles(unproven)}, so it is only suggested.`;
  if (best.confidence < label) {
    return `${inWords(best)} ${best.weighed.cons[0] ? `Against it: ${best.weighed.cons[0].says} ` : ''}A label needs ${percent(label)}.`;
  }
  // Two problems that are both sure are both there; that is no doubt about either.
  if (second !== undefined && !also.includes(second) && best.confidence - second.confidence < margin) {
    return `${inWords(best)} But ${second.weighed.problem.id} is nearly as likely (${percent(second.confidence)}).`;
  }
  if (problem.nursery) return `${inWords(best)} ${problem.id} is in the nursery, so it is only suggested.`;
  return null;
}

function whyNothing(best: Scored, { suggest }: Thresholds): string {
  const { problem, pros, cons, unproven } = best.weighed;
  const found = pros[0]
    ? `The most that was found, for ${problem.id}: ${pros[0].says}`
    : `Nothing speaks for ${problem.id}.`;
  if (cons[0] && best.weighed.proSum + best.weighed.conSum < best.weighed.proSum / 2) {
    return `${found} But: ${cons[0].says}`;
  }
  if (unproven.length > 0) return `${found} Nothing shows ${roles(unproven)}.`;
  return `${found} That makes ${percent(best.confidence)}; a suggestion needs ${percent(suggest)}.`;
}

function inWords({ weighed, confidence }: Scored): string {
  return `${weighed.problem.id} with ${percent(confidence)}.`;
}

function proofs({ weighed }: Scored): string {
  return weighed.pros
    .slice(0, 2)
    .map((signal) => signal.says)
    .join(' ');
}

function roles(unproven: readonly string[]): string {
  const names = unproven.map((role) => `“${role.replaceAll('-', ' ')}”`).join(' or ');
  return `${names}, which the rule needs`;
}

/** Rounded down, so that what just misses a threshold does not read as if it reached it. */
function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
