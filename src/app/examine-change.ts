/** Both sides of a pull request's policy: the one that it starts from, and the one that it wants. */

import type { CheckedChange } from '../core/check/check-report.js';
import { quoted } from '../core/check/markdown.js';
import { problemChanges } from '../core/preview/problem-changes.js';
import { checkLabels } from './check-labels.js';
import type { PolicyChange, PullRequest } from './check-ports.js';
import type { Deps } from './deps.js';
import { examineSide, type FollowedSide } from './examine-side.js';
import { policyOf } from './policy-of-layers.js';
import type { RepositoryRef } from './ports.js';
import { readPublicLayers } from './public-layers.js';

export interface ExaminedChange {
  /** All that is said about it without the issues. */
  readonly said: Omit<CheckedChange, 'impact'>;
  /** Null where it cannot be followed: then nothing is compared with the other side. */
  readonly before: FollowedSide | null;
  /** Null where it cannot be followed. */
  readonly after: FollowedSide | null;
}

/** Rejects with a `GitHubFailure`. */
export async function examineChange(
  ref: RepositoryRef,
  pull: PullRequest,
  change: PolicyChange,
  deps: Pick<Deps, 'github' | 'readYaml' | 'pack'>,
): Promise<ExaminedChange> {
  const wanted = await readPublicLayers(ref, change.after, deps);
  const side = await examineSide(wanted, deps, wanted.unread.length > 0);
  const start = await readPublicLayers(ref, change.before, deps);
  const { reading } = await policyOf(start.layers, deps, start.unread.length > 0);
  const before = start.reasons.length === 0 && reading.ok ? reading : null;
  const after = side.followed;
  const labels =
    after === null
      ? { findings: [], made: [], left: 0 }
      : await checkLabels(ref, side, after, wanted.layers, deps);
  const notes = [...new Set([...wanted.unread, ...start.unread])].map(
    (name) =>
      `It extends ${quoted(name)}, which is not public or not there. Everybody who reads this repository reads this check, so nothing of that one was read for it: what it says is missing on both sides.`,
  );
  if (change.before.policy === null || change.after.policy === null)
    notes.push(
      "Where a repository has no policy of its own its owner's default holds; one that is not public was not read.",
    );
  if (before === null)
    notes.push(
      'The policy that the pull request starts from cannot be followed, so everything that is recognised counts as new.',
    );
  if (!pull.isIntoDefault)
    notes.push(
      `It is to be merged into ${quoted(pull.baseBranch)}; a policy counts on the default branch only.`,
    );
  if (labels.left > 0) notes.push(`${labels.left} further labels were not looked up.`);
  return {
    said: {
      findings: [...side.findings, ...labels.findings],
      rules: { own: side.own.length, examples: side.examples, failed: side.failed },
      problems: after === null ? [] : problemChanges(before === null ? null : sideOf(before), sideOf(after)),
      newLabels: labels.made,
      notes,
    },
    before,
    after,
  };
}

function sideOf({ policy, pack }: FollowedSide) {
  return { policy, problems: pack.problems };
}
