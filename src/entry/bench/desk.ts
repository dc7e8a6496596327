/** How long the review desk takes to its first byte, and how much its pages weigh, with 10,000 drafts in each kind of database. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type Database, type DatabaseSettings, openDatabase } from '../../adapters/database/open-database.js';
import { postgresStore } from '../../adapters/database/postgres-store.js';
import type { GitHub, JobQueue, Log } from '../../app/ports.js';
import { permissionLifetime } from '../../app/review-permission.js';
import { defaultPolicy } from '../../core/rules/policy.js';
import { freePort } from '../free-port.js';
import { openPack } from '../open-pack.js';
import { type DeskSettings, reviewDesk } from '../web/review-desk.js';
import { benchDatabase } from './bench-database.js';
import { type Loaded, loadPage } from './load-page.js';
import { benchDrafts, repositories } from './many-drafts.js';
import { sessionCookie } from './session-cookie.js';

const rounds = 40;
const drafts = 10_000;

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** GitHub's answers are believed for a minute and cost what the network costs, which is not what is measured: here they cost nothing. */
const github = { permissionOf: async () => 'write' } as Partial<GitHub> as GitHub;
const queue = { add: async () => {} } as Partial<JobQueue> as JobQueue;

export async function measureDesk(): Promise<void> {
  const server = await benchDatabase();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dejabug-bench-desk-'));
  try {
    await measure('PostgreSQL', { databaseUrl: server.databaseUrl, dataDir });
    await measure('embedded', { dataDir });
  } finally {
    await server.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(name: string, settings: DatabaseSettings): Promise<void> {
  const database = await openDatabase(settings, quiet);
  try {
    const [draft] = await benchDrafts(database, drafts);
    process.stdout.write(`${name}, ${drafts} drafts in ${repositories} repositories\n`);
    await measurePages(database, draft ?? '');
  } finally {
    await database.close();
  }
}

async function measurePages(database: Database, draftId: string): Promise<void> {
  const port = await freePort('127.0.0.1');
  const origin = `http://127.0.0.1:${port}`;
  const settings: DeskSettings = {
    publicUrl: origin,
    sessionSecret: 'a secret of the measurement, long enough',
    githubServerUrl: origin,
    githubApiUrl: origin,
    clientId: 'bench',
    clientSecret: 'bench',
    trustedProxies: 0,
  };
  const store = postgresStore(database);
  const clock = { now: () => Date.now() };
  const world = { store, queue, github, pack: await openPack(), clock, log: quiet, settings };
  const readPolicy = async () => ({ ok: true, policy: defaultPolicy }) as const;
  const app = reviewDesk({ ...world, readPolicy });
  const web = serve({ fetch: new Hono().route('/', app).fetch, port, hostname: '127.0.0.1' });
  try {
    const cookie = await sessionCookie(store, settings, clock);
    const pages = {
      'list, as it opens': '/review',
      'list of one known problem': '/review?category=problem-3',
      'list of all states': '/review?state=all',
      'list with 95% or more': '/review?confidence=95',
      'search for a rare word': '/review?q=rare-word-77',
      'search for a word of every report': '/review?state=all&q=xenbus',
      'one draft': `/review/drafts/${draftId}`,
    };
    await loadPage(`${origin}/review`, cookie);
    const known = Date.now();
    for (const [words, address] of Object.entries(pages)) {
      const loads: Loaded[] = [];
      for (let round = 0; round < rounds; round += 1) {
        loads.push(await loadPage(`${origin}${address}`, cookie));
        // Permissions that are asked for again would cost nothing here; a round that takes a minute measures something else.
        if (Date.now() - known > 10 * permissionLifetime) throw new Error('The measurement takes too long.');
      }
      await row(words, loads, origin);
    }
  } finally {
    web.close();
  }
}

async function row(words: string, loads: readonly Loaded[], origin: string): Promise<void> {
  const times = loads.map(({ firstByteMs }) => firstByteMs).sort((one, other) => one - other);
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  const html = loads[0]?.html ?? '';
  const assets = await Promise.all(assetsOf(html).map((address) => loadPage(origin + address, '')));
  const plain = [html, ...assets.map((asset) => asset.html)].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );
  const sent = loads[0]?.sentBytes ?? 0;
  const transferred = assets.reduce((sum, asset) => sum + asset.sentBytes, sent);
  process.stdout.write(
    `  ${words.padEnd(36)} first byte: median ${at(0.5).padStart(6)} ms, p95 ${at(0.95).padStart(6)} ms; ` +
      `page ${kb(Buffer.byteLength(html))} (${kb(sent)} sent), with style and script ${kb(plain)} (${kb(transferred)} sent, ` +
      `${kb(gzipSync(html).length)} of HTML behind a proxy that compresses)\n`,
  );
}

function assetsOf(html: string): readonly string[] {
  return [...html.matchAll(/(?:href|src)="(\/review\/assets\/[^"]+\.(?:css|js))"/g)].flatMap(
    ([, address]) => address ?? [],
  );
}

function kb(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
