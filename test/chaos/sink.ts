/** Takes the emulator's own webhooks, so that the run alone decides which ones Dejabug gets, when and how often. */

import { createServer } from 'node:http';
import { freePort } from '../../src/entry/free-port.js';

export interface Sink {
  readonly url: string;
  close(): Promise<void>;
}

export async function startSink(): Promise<Sink> {
  const server = createServer((request, response) => {
    request.resume();
    response.end();
  });
  const port = await freePort('localhost');
  await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
  return {
    url: `http://localhost:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
