/** Runs jobs up to their plans and performs nothing: no request that changes GitHub, no row, no job on the queue. */

import type { Plan } from '../core/plan/action.js';
import type { Deps } from './deps.js';
import type { QueuedJob } from './jobs.js';
import type { DecisionRecord, GitHub, IssueRef, Job, JobQueue } from './ports.js';
import { type History, type OtherWrite, rehearsalStore } from './rehearsal-store.js';
import { runJob } from './run-job.js';
import { triageIssue } from './triage-issue.js';

export interface PlannedFor extends Plan {
  readonly issue: IssueRef;
}

export interface Rehearsed {
  readonly job: Job;
  readonly plans: readonly PlannedFor[];
  /** What would be recorded about the issue; null where nothing is decided. */
  readonly decision: DecisionRecord | null;
  /** What would be written besides. */
  readonly others: readonly OtherWrite[];
  /** Why the job would have to be run again later; null where it came to its end. */
  readonly postponed: string | null;
}

export interface RehearsalWorld extends Omit<Deps, 'store' | 'queue' | 'isRehearsal'> {
  readonly history: History;
}

/** Jobs that are run at most: a release may concern very many issues. */
const mostJobs = 200;

/** A world in which everything can be read and nothing changes; `queue` notes what is added in `added`. */
export function rehearsalDeps(world: RehearsalWorld): {
  readonly deps: Deps;
  readonly added: QueuedJob[];
  /** What was planned and noted since the last time that somebody took it. */
  take(): Omit<Rehearsed, 'job' | 'postponed'>;
} {
  const added: QueuedJob[] = [];
  let plans: PlannedFor[] = [];
  let others: OtherWrite[] = [];
  let decision: DecisionRecord | null = null;
  const { history, ...rest } = world;
  const deps: Deps = {
    ...rest,
    github: onlyReading(world.github),
    store: rehearsalStore(history, {
      decision: (made) => {
        decision = made;
      },
      other: (write) => others.push(write),
    }),
    queue: notingQueue(added),
    isRehearsal: true,
    onPlan: (plan, issue) => plans.push({ issue, actions: plan.actions, reasons: plan.reasons }),
  };
  return {
    deps,
    added,
    take() {
      const taken = { plans, decision, others };
      plans = [];
      others = [];
      decision = null;
      return taken;
    },
  };
}

/** Rehearses these jobs and those that they lead to. Rejects with the error of a port that failed; see `Rehearsed.postponed`. */
export async function rehearse(
  jobs: readonly QueuedJob[],
  { deps, added, take }: ReturnType<typeof rehearsalDeps>,
): Promise<{ readonly rehearsed: readonly Rehearsed[]; readonly left: number }> {
  const rehearsed: Rehearsed[] = [];
  const waiting = jobs.map(({ job }) => job);
  added.length = 0;
  for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
    if (rehearsed.length === mostJobs) return { rehearsed, left: waiting.length + 1 };
    let postponed: string | null = null;
    try {
      // A claim on the issue is a row, and keeps workers from it.
      if (job.kind === 'triage') await triageIssue(job, deps);
      else await runJob(job, deps);
    } catch (error) {
      if (!(error instanceof Error && 'retryAfterMs' in error && typeof error.retryAfterMs === 'number'))
        throw error;
      postponed = error.message;
    }
    rehearsed.push({ job, ...take(), postponed });
    waiting.push(...added.splice(0).map((next) => next.job));
  }
  return { rehearsed, left: 0 };
}

/** Whatever the code above may do one day: nothing that changes GitHub gets through. */
function onlyReading(github: GitHub): GitHub {
  const refuse = () => Promise.reject(new Error('A rehearsal changes nothing on GitHub.'));
  return {
    ...github,
    ensureLabel: refuse,
    addLabels: refuse,
    removeLabel: refuse,
    react: refuse,
    postComment: refuse,
    editComment: refuse,
    closeIssue: refuse,
    reopenIssue: refuse,
    redeliver: refuse,
    createCheckRun: refuse,
    updateCheckRun: refuse,
    completeCheckRun: refuse,
  };
}

function notingQueue(added: QueuedJob[]): JobQueue {
  return {
    async add(job, options) {
      added.push({ job, options });
    },
    // Its follow-up's new time is noted by the store.
    async move() {},
    find: async () => null,
    remove: async () => {},
    async work() {},
    counts: async () => ({ waiting: 0, active: 0, delayed: 0, failed: 0 }),
    oldestWaiting: async () => null,
    async ping() {},
    async close() {},
  };
}
