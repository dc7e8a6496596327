/** Whether a known problem may still label and post in a repository, by what maintainers judged there last. */

import type { Policy } from '../rules/policy.js';
import type { Verdict } from './feedback.js';

/** The floor of one known problem in one repository. */
export interface Floor {
  /** Precision under which a problem is demoted, between 0 and 1; 0 demotes nothing. */
  readonly floor: number;
  /** How many of the last judgements count. */
  readonly over: number;
  /** Fewer judgements say nothing. */
  readonly minJudged: number;
}

export interface Standing extends Floor {
  /** `too-few`: nothing can be said yet, and nothing changes; `demoted`: it only suggests. */
  readonly state: 'too-few' | 'holds' | 'demoted';
  /** Of the last judgements. */
  readonly judged: number;
  readonly right: number;
}

/** No policy lets more judgements count, so no more need be read. */
export const mostJudged = 200;

/** The floor that a policy sets for a known problem. */
export function floorFor({ scorecard, problems }: Policy, category: string): Floor {
  const { over } = scorecard;
  return {
    floor: problems[category]?.floor ?? scorecard.floor,
    over,
    minJudged: Math.min(scorecard.min_judged, over),
  };
}

/**
 * The standing by the judgements since the last reset, newest first. Only the last `over` of them count, and fewer than `minJudged` say
 * nothing: of three judgements one may be wrong at any precision. A demoted problem goes on suggesting, is judged by that, and returns
 * by itself as soon as the last judgements reach the floor.
 */
export function standingOf(verdicts: readonly Verdict[], floor: Floor): Standing {
  const last = verdicts.slice(0, floor.over);
  const judged = last.length;
  const right = last.filter((verdict) => verdict === 'right').length;
  if (judged < floor.minJudged) return { ...floor, state: 'too-few', judged, right };
  return { ...floor, state: right / judged < floor.floor ? 'demoted' : 'holds', judged, right };
}

/** `12 of the last 20 judged were right (60%); its floor is 90%`. */
export function inWordsOfStanding({ judged, right, floor }: Standing): string {
  return `${right} of the last ${judged} judged were right (${percentOf(right / judged)}); its floor is ${percentOf(floor)}`;
}

/** Why a demoted problem only suggests, as a reason of a plan. */
export function whyDemoted(category: string, standing: Standing): string {
  return `\`${category}\` is demoted to suggestions here: ${inWordsOfStanding(standing)}.`;
}

/** Rounded down, so that what is under a floor never reads as if it had reached it. */
function percentOf(share: number): string {
  return `${Math.floor(share * 1_000 + 1e-9) / 10}%`;
}
