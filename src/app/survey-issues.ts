/** What triage would do to the issues that are open already, judged from GitHub's list of them; nothing is changed. */

import { type BackfillReport, ReportBuilder } from '../core/backfill/report.js';
import { planTriage } from '../core/plan/plan-triage.js';
import type { Deps } from './deps.js';
import type { RepositoryRef } from './ports.js';
import { currentPolicy } from './read-policy.js';

/** The policy of a repository cannot be followed, so that there is nothing to say about its issues. */
export class PolicyUnusable extends Error {
  constructor(ref: RepositoryRef, reasons: readonly string[]) {
    super(`The policy of ${ref.owner}/${ref.repo} cannot be followed: ${reasons.join('; ')}`);
    this.name = 'PolicyUnusable';
  }
}

export interface Surveyed {
  /** Filed at or after this, in milliseconds since the epoch. */
  readonly since: number | null;
  /** Issues at most, the newest. */
  readonly most?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told after each page of issues: how many were looked at, and which of the page something would be done to. */
  readonly onPage?: ((looked: number, acting: readonly number[]) => Promise<void>) | undefined;
}

/**
 * What would be done, judged from the issues as they are listed; nothing is changed. A label that somebody took off is not seen there: it is
 * when the issue itself is read, so that doing it does rather less. Rejects with `PolicyUnusable` or a `GitHubFailure`.
 */
export async function surveyIssues(
  ref: RepositoryRef,
  deps: Pick<Deps, 'github' | 'store' | 'pack' | 'readYaml' | 'clock' | 'log'>,
  { since, most = Number.POSITIVE_INFINITY, signal, onPage }: Surveyed,
): Promise<BackfillReport> {
  const reading = await currentPolicy(ref, deps);
  if (!reading.ok) throw new PolicyUnusable(ref, reading.reasons);
  const { policy, pack } = reading;
  const botLogin = await deps.github.botLogin();
  const report = new ReportBuilder();
  let looked = 0;
  for await (const page of deps.github.openIssues(ref, since)) {
    const acting: number[] = [];
    for (const issue of page.slice(0, most - looked)) {
      const { title, body, author, number } = issue;
      const assessment = pack.assess({ title, body, author: author.login });
      const place = { ...ref, number };
      const plan = planTriage({
        issue,
        assessment,
        policy,
        botLogin,
        now: deps.clock.now(),
        drafts: await deps.store.draftsOfIssue(place),
        problems: pack.problems,
        judgements: await deps.store.judgements(place),
        frozen: await deps.store.freezeOf(place),
      });
      if (report.add(issue, assessment, plan)) acting.push(number);
      looked += 1;
    }
    await onPage?.(looked, acting);
    if (looked >= most || signal?.aborted) break;
  }
  const { labels_per_day: labels, drafts_per_day: drafts } = policy.noise_budget;
  return report.build({ labels, drafts });
}
