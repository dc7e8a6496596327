/** The sender of a measurement, a process of its own: as fast as the answers come, or at a steady rate. Result as a message. */

import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SignedPayload, signedPayloads } from './payloads.js';

export interface LoadOrder {
  readonly url: string;
  readonly count: number;
  readonly connections: number;
  /** Requests a second, whether or not they are answered; null for as fast as the answers come. */
  readonly rate: number | null;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from when a request was due to its answer. */
  readonly median: number;
  readonly p99: number;
  /** Answers that were not 200. */
  readonly refused: number;
}

const payloads = signedPayloads(1_000);

function send(agent: Agent, url: URL, { body, signature }: SignedPayload): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        agent,
        hostname: url.hostname,
        port: url.port,
        path: '/api/github/webhooks',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-github-event': 'issues',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signature,
        },
      },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve(answer.statusCode === 200));
      },
    );
    outgoing.on('error', () => resolve(false));
    outgoing.end(body);
  });
}

async function measure({ url, count, connections, rate }: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const to = new URL(url);
  const times: number[] = [];
  let refused = 0;
  let begun = 0;

  async function one(due: number): Promise<void> {
    const payload = payloads[begun++ % payloads.length];
    if (!payload || !(await send(agent, to, payload))) refused += 1;
    times.push(performance.now() - due);
  }
  async function unpaced(): Promise<void> {
    while (begun < count) await one(performance.now());
  }
  async function paced(perSecond: number): Promise<void> {
    const running: Promise<void>[] = [];
    const start = performance.now();
    for (let index = 0; index < count; index += 1) {
      const due = start + (index * 1000) / perSecond;
      if (due > performance.now()) await sleep(due - performance.now());
      running.push(one(due));
    }
    await Promise.all(running);
  }

  const start = performance.now();
  if (rate === null) await Promise.all(Array.from({ length: connections }, unpaced));
  else await paced(rate);
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  times.sort((one, other) => one - other);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: (count - refused) / seconds, median: at(0.5), p99: at(0.99), refused };
}

process.on('message', (order: LoadOrder) => {
  void measure(order).then((result) => process.send?.(result));
});
