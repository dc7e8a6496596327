/** Writes to GitHub under its limits: real requests to a server that counts them, turns and pauses kept in a real database. */

import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import type { GitHub, Store } from '../src/app/ports.js';
import { databaseBackends, type Place, silentLog } from './backends.js';

let place: Place;
let store: Store;
let server: Server;
let url: string;
let asked: string[];
/** What every request but the one for a token gets. */
let answer: { status: number; headers: Record<string, string>; body: object };

const privateKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

beforeAll(async () => {
  const answering = (await databaseBackends()).filter((backend) => backend.answers);
  const made = await answering.at(-1)?.create();
  if (made === undefined) throw new Error('no database');
  place = made;
  store = postgresStore(await openDatabase(place.database, silentLog));
  server = createServer((request, response) => {
    request.resume();
    const isToken = request.url?.endsWith('/access_tokens') === true;
    if (!isToken) asked.push(`${request.method} ${request.url}`);
    const token = { token: 'ghs_x', expires_at: '2099-01-01T00:00:00Z', permissions: {} };
    response
      .writeHead(isToken ? 201 : answer.status, {
        'content-type': 'application/json',
        ...(isToken ? {} : answer.headers),
      })
      .end(JSON.stringify(isToken ? token : answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  url = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await store?.close();
  await place?.remove();
});

let installationId = 1;
beforeEach(() => {
  asked = [];
  answer = { status: 201, headers: {}, body: { id: 1, html_url: 'https://github.example/1' } };
  installationId += 1;
});

/** As each worker process has one; what they share lies in the database. */
function worker(): GitHub {
  return openGitHub({ appId: 1, privateKey, apiUrl: url, pace: true, turns: store, log: silentLog });
}

function issue(number: number, installation = installationId) {
  return { installationId: installation, owner: 'acme', repo: 'kernel', number };
}

describe('writes of several workers', () => {
  it('go out one at a time; those whose turn is not soon go back to the queue with the time', async () => {
    const workers = [worker(), worker(), worker()];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 9 }, (_, number) => workers[number % 3]?.postComment(issue(number), 'Hello.')),
    );
    const later = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(asked.length + later.length).toBe(9);
    expect(asked.length).toBeGreaterThanOrEqual(1);
    for (const error of later) expect(error).toMatchObject({ retry: true, retryAfterMs: expect.any(Number) });
    // Nobody is refused for good, and nobody has the same turn as another.
    const waits = later.map((error) => error.retryAfterMs).toSorted((a, b) => a - b);
    expect(new Set(waits).size).toBe(waits.length);
  });

  it('of a noisy installation leave a quiet one alone', async () => {
    const noisy = worker();
    await Promise.allSettled(Array.from({ length: 20 }, (_, n) => noisy.addLabels(issue(n), ['x'])));
    installationId += 1;
    asked = [];
    await worker().addLabels(issue(1), ['x']);
    expect(asked).toEqual(['POST /repos/acme/kernel/issues/1/labels']);
  });

  it('stop for every worker when GitHub refused one, reading included, and only for that installation', async () => {
    answer = {
      status: 403,
      headers: { 'retry-after': '1800' },
      body: { message: 'You have exceeded a secondary rate limit.' },
    };
    await expect(worker().postComment(issue(1), 'Hello.')).rejects.toMatchObject({ retryAfterMs: 1_800_000 });
    expect(asked).toHaveLength(1);
    await expect(worker().postComment(issue(2), 'Hello.')).rejects.toMatchObject({ retry: true });
    await expect(worker().readIssue(issue(2))).rejects.toMatchObject({ retry: true, status: 0 });
    expect(asked).toHaveLength(1);

    answer = { status: 201, headers: {}, body: { id: 1, html_url: 'https://github.example/1' } };
    await worker().postComment(issue(1, installationId + 1_000), 'Hello.');
    expect(asked).toHaveLength(2);
  });
});
