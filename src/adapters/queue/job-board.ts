/** Bull Board on the queue: the pages on which an operator sees what waits, runs and failed. Nothing can be changed there. */

import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono } from 'hono';

/** Pages under `basePath`, which asks nobody who they are. Jobs hold ids only, so that no report is shown. */
export function openJobBoard(queue: Queue, basePath: string): Hono {
  const server = new HonoAdapter(serveStatic).setBasePath(basePath);
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true })],
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Dejabug jobs' } },
  });
  return new Hono().route(basePath, server.registerPlugin());
}
