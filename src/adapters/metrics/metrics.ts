/** What Dejabug counts, for Prometheus. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Job, JobQueue } from '../../app/ports.js';

export type DeliveryOutcome = 'accepted' | 'duplicate' | 'ignored' | 'failed';

export interface Metrics {
  delivery(outcome: DeliveryOutcome): void;
  /** `category` is null when nothing was recognised. */
  decision(decision: string, category: string | null): void;
  job(kind: Job['kind'], outcome: 'done' | 'failed'): void;
  readonly contentType: string;
  /** All metrics in Prometheus' text format; a queue that does not answer is left out. */
  text(): Promise<string>;
}

/** A registry of its own, so that several instances in one process do not mix. */
export function openMetrics(queue: Pick<JobQueue, 'counts'>): Metrics {
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
  return {
    delivery: (outcome) => deliveries.inc({ outcome }),
    decision: (decision, category) => decisions.inc({ decision, category: category ?? 'none' }),
    job: (kind, outcome) => jobs.inc({ kind, outcome }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
