/** What Dejabug counts, for Prometheus. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Job, JobQueue } from '../../app/ports.js';

export type DeliveryOutcome = 'accepted' | 'duplicate' | 'ignored' | 'failed';

export interface Metrics {
  delivery(outcome: DeliveryOutcome): void;
  /** `category` is null when nothing was recognised. */
  decision(decision: string, category: string | null): void;
  /** `postponed`: it waits for its time or for a limit and comes back. */
  job(kind: Job['kind'], outcome: 'done' | 'failed' | 'postponed'): void;
  /** One action of a plan was performed, or failed to be. */
  effect(kind: string, outcome: 'performed' | 'failed'): void;
  /** What GitHub said in its last answer to this installation (`app` for the App itself). */
  budget(installation: string, remaining: number): void;
  readonly contentType: string;
  /** All metrics in Prometheus' text format; a queue that does not answer is left out. */
  text(): Promise<string>;
}

/** Installations whose budget is shown: those asked last, so that the page stays short however many there are. */
const mostInstallations = 500;

/** A registry of its own, so that several instances in one process do not mix. */
export function openMetrics(queue: Pick<JobQueue, 'counts' | 'oldestWaiting'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const deliveries = new Counter({
    name: 'dejabug_deliveries_total',
    help: 'Webhook deliveries by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const decisions = new Counter({
    name: 'dejabug_decisions_total',
    help: 'Triaged issues by decision and known problem.',
    labelNames: ['decision', 'category'],
    registers,
  });
  const jobs = new Counter({
    name: 'dejabug_jobs_total',
    help: 'Runs of jobs by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const effects = new Counter({
    name: 'dejabug_effects_total',
    help: 'Actions of plans by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const budgets = new Map<string, number>();
  new Gauge({
    name: 'dejabug_github_budget_remaining',
    help: "Requests that GitHub still allows in this hour, by installation, as of this process's last answer.",
    labelNames: ['installation'],
    registers,
    collect() {
      this.reset();
      for (const [installation, remaining] of budgets) this.set({ installation }, remaining);
    },
  });
  new Gauge({
    name: 'dejabug_queue_jobs',
    help: 'Jobs on the queue by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      const counts = await queue.counts().catch(() => ({}));
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'dejabug_queue_age_seconds',
    help: 'How long the job that waits longest has been due; 0 when none waits.',
    registers,
    async collect() {
      const oldest = await queue.oldestWaiting().catch(() => undefined);
      if (oldest === undefined) this.remove();
      else this.set(oldest === null ? 0 : Math.max(0, Date.now() - oldest) / 1000);
    },
  });
  return {
    delivery: (outcome) => deliveries.inc({ outcome }),
    decision: (decision, category) => decisions.inc({ decision, category: category ?? 'none' }),
    job: (kind, outcome) => jobs.inc({ kind, outcome }),
    effect: (kind, outcome) => effects.inc({ kind, outcome }),
    budget(installation, remaining) {
      budgets.delete(installation);
      budgets.set(installation, remaining);
      const oldest = budgets.keys().next();
      if (budgets.size > mostInstallations && !oldest.done) budgets.delete(oldest.value);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
