/** The work of a trial, wherever it runs: both sides of a change compiled, and issues judged by them. */

import { outcomeOf } from '../core/preview/outcome.js';
import type { PolicySide } from '../core/preview/problem-changes.js';
import { readReport } from '../core/preview/read-report.js';
import type { Deps } from './deps.js';
import { examineSide, type FollowedSide } from './examine-side.js';
import { policyOf } from './policy-of-layers.js';
import type { RuleTrial } from './trial-port.js';

/** The questions of a trial, without its bounds. */
export type TrialWork = Omit<RuleTrial, 'close'>;

export function tryRules(deps: Pick<Deps, 'readYaml' | 'pack'>): TrialWork {
  let before: FollowedSide | null = null;
  let after: FollowedSide | null = null;
  return {
    async examine(wanted, isPartial) {
      const examined = await examineSide(wanted, deps, isPartial);
      after = examined.followed;
      return { ...examined, followed: after === null ? null : sideOf(after) };
    },

    async startFrom(layers, isPartial) {
      const { reading } = await policyOf(layers, deps, isPartial);
      before = reading.ok ? reading : null;
      return before === null ? null : sideOf(before);
    },

    async judge(issue) {
      const report = readReport(issue);
      const now = after?.pack.classify(report) ?? null;
      const was = before?.pack === after?.pack ? now : (before?.pack.classify(report) ?? null);
      return {
        before: before === null || was === null ? null : outcomeOf(issue, was, before.policy),
        after: after === null || now === null ? null : outcomeOf(issue, now, after.policy),
      };
    },
  };
}

function sideOf({ policy, pack }: FollowedSide): PolicySide {
  return { policy, problems: pack.problems };
}
