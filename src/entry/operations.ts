/** What the people who run Dejabug ask it: alive, ready, metrics. */

import { Hono } from 'hono';
import type { Metrics } from '../adapters/metrics/metrics.js';
import type { JobQueue, Store } from '../app/ports.js';

export interface OperationsDeps {
  readonly store: Pick<Store, 'ping'>;
  readonly queue: Pick<JobQueue, 'ping'>;
  readonly metrics: Metrics;
}

/** `/healthz`, `/readyz`, `/metrics`, and `/` on to the review desk. */
export function operations({ store, queue, metrics }: OperationsDeps): Hono {
  const app = new Hono();
  app.get('/', (context) => context.redirect('/review'));
  app.get('/healthz', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', async (context) => {
    const [database, jobs] = await Promise.all([answers(store.ping()), answers(queue.ping())]);
    const ready = database === 'ok' && jobs === 'ok';
    const body = { status: ready ? 'ready' : 'not ready', database, queue: jobs };
    return context.json(body, ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    const text = await metrics.text();
    return context.body(text, 200, { 'content-type': metrics.contentType });
  });
  return app;
}

/** Paths that belong here and not to the review desk. */
export function isOperation(pathname: string): boolean {
  return ['/', '/healthz', '/readyz', '/metrics'].includes(pathname);
}

async function answers(question: Promise<void>): Promise<string> {
  try {
    await question;
    return 'ok';
  } catch (error) {
    return error instanceof Error && error.message !== '' ? error.message : 'does not answer';
  }
}
