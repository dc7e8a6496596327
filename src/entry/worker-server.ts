/** The few pages of a process that only works: alive, ready, metrics. Its counters are nowhere else. */

import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type OperationsDeps, operations } from './operations.js';

export interface WorkerServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Rejects with words for the person when the port is taken. Port 0 takes any free one. */
export async function startWorkerServer(
  host: string,
  port: number,
  deps: OperationsDeps,
): Promise<WorkerServer> {
  const pages = operations(deps);
  const server = createServer(
    getRequestListener((request) => pages.fetch(request), { overrideGlobalObjects: false }),
  );
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const advice = 'Set WORKER_PORT to a free port, or leave it out.';
      reject(
        new Error(`The worker cannot listen on ${host}:${port}: ${cause.message}. ${advice}`, { cause }),
      );
    });
    server.listen(port, host, resolve);
  });
}
