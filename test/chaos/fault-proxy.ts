/** A GitHub that has bad days: stands in front of the emulator and answers some requests as a failing GitHub would. */

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/entry/free-port.js';
import type { Random } from './random.js';

/**
 * `before`: the request never reached GitHub; `after`: it did what was asked and the answer was lost; `late`: it did so
 * when whoever asked had given up. Telling them apart is what a retry of a write has to get right.
 */
export const faults = [
  'error-before',
  'error-after',
  'reset-before',
  'reset-after',
  'silence-before',
  'silence-after',
  'error-late',
  'secondary-limit',
  'primary-limit',
] as const;
export type Fault = (typeof faults)[number];

/** Silence costs whoever meets it the whole time-out, so it is drawn less often. */
const weights: Readonly<Record<Fault, number>> = {
  'error-before': 4,
  'error-after': 4,
  'reset-before': 3,
  'reset-after': 3,
  'silence-before': 1,
  'silence-after': 1,
  'error-late': 3,
  'secondary-limit': 3,
  'primary-limit': 1,
};
const drawFrom = faults.flatMap((fault) => Array<Fault>(weights[fault]).fill(fault));

/** Longer than any retry waits that does not mean to outwait such a request, shorter than a claim. */
const lateMs = 5_000;

export interface FaultProxy {
  readonly url: string;
  readonly requests: number;
  readonly injected: Readonly<Record<string, number>>;
  /** Requests that change something and reached GitHub, by method and path without numbers. */
  readonly writes: Readonly<Record<string, number>>;
  /** When each request that would change something came in, whatever became of it; tokens aside. Milliseconds since the epoch. */
  readonly writesAt: readonly number[];
  /** From now on every request goes through. */
  heal(): void;
  close(): Promise<void>;
}

interface Badness {
  /** Share of the requests that meet a fault. */
  readonly faultRate: number;
  /** How many times as long as usual whoever asks waits for an answer. */
  readonly slow: number;
}

export async function startFaultProxy(
  target: string,
  random: Random,
  { faultRate: rate, slow }: Badness,
): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const { hostname, port } = new URL(target);
  const injected: Record<string, number> = {};
  const writes: Record<string, number> = {};
  const writesAt: number[] = [];
  let requests = 0;
  let ill = rate > 0;

  async function pass(
    body: Buffer,
    incoming: IncomingMessage,
  ): Promise<{ answer: IncomingMessage; text: Buffer }> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    if (method !== 'GET') {
      const what = `${method} ${path.replaceAll(/\d+/g, 'N').split('?')[0]}`;
      writes[what] = (writes[what] ?? 0) + 1;
    }
    return new Promise((resolve, reject) => {
      const outgoing = request({ agent, hostname, port, method, path, headers }, (answer) => {
        collect(answer).then((text) => resolve({ answer, text }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    requests += 1;
    if (incoming.method !== 'GET' && !incoming.url?.endsWith('/access_tokens')) writesAt.push(Date.now());
    const body = await collect(incoming);
    const fault = ill && random.chance(rate) ? random.pick(drawFrom) : null;
    if (fault !== null) injected[fault] = (injected[fault] ?? 0) + 1;
    if (fault?.endsWith('-before') || fault?.endsWith('-limit')) return fail(fault, incoming, response);
    if (fault === 'error-late') {
      fail(fault, incoming, response);
      await sleep(lateMs * slow);
      await pass(body, incoming);
      return;
    }
    const { answer, text } = await pass(body, incoming);
    if (fault !== null) return fail(fault, incoming, response);
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(text);
  }

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch(() => incoming.socket.destroy());
  });
  const listenOn = await freePort('localhost');
  await new Promise<void>((resolve) => server.listen(listenOn, 'localhost', resolve));
  return {
    url: `http://localhost:${listenOn}`,
    get requests() {
      return requests;
    },
    injected,
    writes,
    writesAt,
    heal() {
      ill = false;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

async function collect(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function fail(fault: Fault, incoming: IncomingMessage, response: ServerResponse): void {
  const json = { 'content-type': 'application/json' };
  switch (fault) {
    case 'error-before':
    case 'error-after':
    case 'error-late':
      response.writeHead(fault === 'error-before' ? 500 : 502, json).end('{"message":"Server Error"}');
      return;
    case 'reset-before':
    case 'reset-after':
      incoming.socket.resetAndDestroy();
      return;
    case 'silence-before':
    case 'silence-after':
      // Whoever asked gives up at its own time-out.
      return;
    case 'secondary-limit':
      response.writeHead(403, { ...json, 'retry-after': '1' });
      response.end('{"message":"You have exceeded a secondary rate limit. Please wait a few minutes."}');
      return;
    case 'primary-limit': {
      const reset = Math.ceil(Date.now() / 1000) + 1;
      response.writeHead(403, { ...json, 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) });
      response.end('{"message":"API rate limit exceeded for installation."}');
    }
  }
}
