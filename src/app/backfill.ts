/** Backfill: what triage would do to the issues that are open already, and doing it, issue by issue, as if each had just been filed. */

import { type BackfillReport, ReportBuilder } from '../core/backfill/report.js';
import { planTriage } from '../core/plan/plan-triage.js';
import { backfillDelivery } from './backfill-delivery.js';
import type { Backfill } from './backfill-ports.js';
import type { Deps } from './deps.js';
import { wishOf } from './jobs.js';
import type { RepositoryRef } from './ports.js';
import { currentPolicy } from './read-policy.js';
import { triageInTurn } from './triage-in-turn.js';

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

export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly waiting: number;
}

export interface BackfillRun {
  readonly since: number | null;
  /** Aborted: it stops after the issue that is under way and can be taken up again. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Waits for GitHub's limits; rejects or resolves early when aborted. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Waiting for longer than this is left to the next run. */
const longestWaitMs = 15 * 60_000;

export interface BackfillEnd extends Progress {
  readonly id: string;
  /** Why it stopped before its end, as a sentence; null where it is done. */
  readonly paused: string | null;
}

/** Begins a backfill, or takes up the last one that did not come to its end. Rejects like `surveyIssues`, and when the store fails. */
export async function runBackfill(ref: RepositoryRef, deps: Deps, run: BackfillRun): Promise<BackfillEnd> {
  const { store, clock } = deps;
  const last = await store.lastBackfill(ref);
  const isOpen = last?.state === 'collecting' || last?.state === 'running';
  const backfill = last !== null && isOpen ? last : await store.beginBackfill(ref, run.since, clock.now());
  if (backfill.state === 'collecting') {
    // Begun anew after an interruption: what is known already is not added twice.
    await surveyIssues(ref, deps, {
      since: backfill.since,
      signal: run.signal,
      onPage: (_looked, acting) => store.addBackfillIssues(backfill, acting),
    });
    if (run.signal.aborted) return ended(backfill, 'It was stopped while issues were looked for.', deps);
    await store.moveBackfill(backfill.id, 'running', clock.now());
  }
  let after = 0;
  for (;;) {
    if (run.signal.aborted) return ended(backfill, 'It was stopped.', deps);
    const next = await store.waitingBackfillIssue(backfill.id, after);
    if (next === null) break;
    const pausedFor = await triageOne(backfill, next, deps, run);
    if (pausedFor !== null) return ended(backfill, pausedFor, deps);
    after = next;
    run.onProgress(await progressOf(backfill, deps));
  }
  await store.moveBackfill(backfill.id, 'done', clock.now());
  return ended(backfill, null, deps);
}

/** Null when the issue is settled; else why the run cannot go on now. */
async function triageOne(
  backfill: Backfill,
  number: number,
  deps: Deps,
  { signal, sleep }: BackfillRun,
): Promise<string | null> {
  const { store, clock } = deps;
  const delivery = backfillDelivery(backfill, number);
  const wish = wishOf(delivery);
  await store.receive(wish, 0, clock.now());
  const job = { kind: 'triage', deliveryId: delivery.id, event: wish.event, issue: delivery.issue } as const;
  while (!signal.aborted) {
    try {
      const triaged = await triageInTurn(job, deps);
      const outcome = triaged === null ? 'It was triaged meanwhile.' : (triaged.decision ?? 'It is gone.');
      await store.settleBackfillIssue(backfill.id, number, 'done', outcome);
      return null;
    } catch (error) {
      const wait = waitOf(error);
      const reason = error instanceof Error ? error.message : String(error);
      if (wait === null) {
        await store.settleBackfillIssue(backfill.id, number, 'failed', reason);
        return null;
      }
      if (wait > longestWaitMs) return reason;
      await sleep(wait);
    }
  }
  return 'It was stopped.';
}

function waitOf(error: unknown): number | null {
  if (!(error instanceof Error && 'retryAfterMs' in error)) return null;
  return typeof error.retryAfterMs === 'number' ? error.retryAfterMs : null;
}

async function progressOf({ id }: Backfill, { store }: Pick<Deps, 'store'>): Promise<Progress> {
  const { done, failed, waiting } = await store.backfillCounts(id);
  return { done, failed, waiting };
}

async function ended(
  backfill: Backfill,
  paused: string | null,
  deps: Pick<Deps, 'store'>,
): Promise<BackfillEnd> {
  return { id: backfill.id, ...(await progressOf(backfill, deps)), paused };
}
