/** Both sides of a pull request's policy: the one that it starts from, and the one that it wants. */

import type { CheckedChange } from '../core/check/check-report.js';
import { type PolicySide, problemChanges } from '../core/preview/problem-changes.js';
import { quoteInline } from '../core/reply/neutralise.js';
import { checkLabels } from './check-labels.js';
import type { PolicyChange, PullRequest } from './check-ports.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import { readPublicLayers } from './public-layers.js';
import { startingSide } from './starting-side.js';
import type { RuleTrial } from './trial-port.js';

export interface ExaminedChange {
  /** All that is said about it without the issues. */
  readonly said: Omit<CheckedChange, 'impact'>;
  /** Null where it cannot be followed: then nothing is compared with the other side. */
  readonly before: PolicySide | null;
  /** Null where it cannot be followed. */
  readonly after: PolicySide | null;
}

/** Rejects with a `GitHubFailure`, and with `TrialEnded` when the wanted side takes more than a trial may. */
export async function examineChange(
  ref: RepositoryRef,
  pull: PullRequest,
  change: PolicyChange,
  trial: RuleTrial,
  deps: Pick<Deps, 'github' | 'store' | 'readYaml'>,
): Promise<ExaminedChange> {
  const wanted = await readPublicLayers(ref, change.after, deps);
  const side = await trial.examine(wanted, wanted.unread.length > 0);
  const start = await startingSide(ref, change.before, trial, deps);
  const { before } = start;
  const after = side.followed;
  const labels =
    after === null
      ? { findings: [], made: [], left: 0 }
      : await checkLabels(ref, side, after, wanted.layers, deps);
  const notes = [...new Set([...wanted.unread, ...start.unread])].map(
    (name) =>
      `It extends ${quoteInline(name)}, which is not public or not there. Everybody who reads this repository reads this check, so nothing of that one was read for it: what it says is missing on both sides.`,
  );
  if (change.before.policy === null || change.after.policy === null)
    notes.push(
      "Where a repository has no policy of its own its owner's default holds; one that is not public was not read.",
    );
  if (start.says !== null) notes.push(start.says);
  if (!pull.isIntoDefault)
    notes.push(
      `It is to be merged into ${quoteInline(pull.baseBranch)}; a policy counts on the default branch only.`,
    );
  if (labels.left > 0) notes.push(`${labels.left} further labels were not looked up.`);
  return {
    said: {
      findings: [...side.findings, ...labels.findings],
      rules: { own: side.own.length, examples: side.examples, failed: side.failed },
      problems: after === null || !start.isTried ? [] : problemChanges(before, after),
      newLabels: labels.made,
      notes,
    },
    before,
    after,
  };
}
