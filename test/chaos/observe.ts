/** What is there: on the emulated GitHub, in the database, on the queue. */

import { createPostgresBackend, DEFAULT_SCHEMA, type Job, Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { openDatabase } from '../../src/adapters/database/open-database.js';
import { queueName } from '../../src/adapters/queue/queue-backend.js';
import type { EmulatedGitHub } from '../../src/entry/demo/emulated-github.js';
import { silentLog } from '../backends.js';
import { patiently } from './people.js';
import type { ChaosPlace } from './place.js';
import type { Observed, ObservedJob, StoredState } from './verdict.js';

interface RestIssue {
  readonly number: number;
  readonly labels: readonly { readonly name: string }[];
}
interface RestComment {
  readonly body: string;
  readonly user: { readonly login: string };
}

async function allPages<T>(github: EmulatedGitHub, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const separator = path.includes('?') ? '&' : '?';
    const from = `${path}${separator}per_page=100&page=${page}`;
    const found = await patiently(() => github.call<T[]>('maintainer', 'GET', from));
    all.push(...found);
    if (found.length < 100) return all;
  }
}

/** Labels of every issue by its number. */
export async function labelsOnGitHub(github: EmulatedGitHub): Promise<Map<number, readonly string[]>> {
  const issues = await allPages<RestIssue>(github, `/repos/${github.owner}/${github.repo}/issues?state=all`);
  return new Map(issues.map(({ number, labels }) => [number, labels.map(({ name }) => name)]));
}

/** Our comments of one issue. */
export async function ourComments(github: EmulatedGitHub, number: number): Promise<readonly string[]> {
  const path = `/repos/${github.owner}/${github.repo}/issues/${number}/comments`;
  const comments = await allPages<RestComment>(github, path);
  return comments.filter(({ user }) => user.login.endsWith('[bot]')).map(({ body }) => body);
}

/** Jobs that wait or run now, by the metrics of a web process; null when none of them answers. */
export async function jobsInMotion(urls: readonly string[]): Promise<number | null> {
  for (const url of urls) {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(3_000) }).catch(() => null);
    const text = (await answer?.text().catch(() => '')) ?? '';
    const counts = ['waiting', 'active'].map((state) =>
      new RegExp(`^dejabug_queue_jobs\\{state="${state}"\\} (\\d+)$`, 'm').exec(text),
    );
    if (counts.every((found) => found !== null))
      return counts.reduce((sum, found) => sum + Number(found?.[1]), 0);
  }
  return null;
}

async function jobsOn(queue: Pick<Queue, 'getJobs'>): Promise<readonly ObservedJob[]> {
  const jobs: ObservedJob[] = [];
  for (const state of ['wait', 'active', 'delayed', 'prioritized', 'failed'] as const) {
    const found: (Job | undefined)[] = await queue.getJobs([state], 0, -1);
    for (const job of found) {
      if (job)
        jobs.push({
          id: job.id ?? '',
          kind: job.name,
          state,
          content: job.data,
          failedReason: job.failedReason ?? null,
        });
    }
  }
  return jobs;
}

/** Opens database and queue directly; the embedded ones only while no process uses them. */
export async function storedState(place: ChaosPlace): Promise<StoredState> {
  const database = await openDatabase(place.database, silentLog);
  const redis = place.redis ? new Redis(place.redis.url, { maxRetriesPerRequest: null }) : null;
  const queue = redis
    ? new Queue(queueName, { connection: redis, prefix: 'dejabug' })
    : new Queue(queueName, { connection: await database.schemaPool(DEFAULT_SCHEMA) }, createPostgresBackend);
  try {
    const { db } = database;
    const [deliveries, kept, followUps, drafts, effects, turns, jobs] = await Promise.all([
      db.selectFrom('deliveries').select('id').execute(),
      db.selectFrom('kept_jobs').select('id').execute(),
      db.selectFrom('follow_ups').select(['id', 'issue_number', 'category', 'kind', 'state']).execute(),
      db.selectFrom('drafts').select(['id', 'issue_number', 'category', 'state', 'comment_url']).execute(),
      db.selectFrom('effects').select(['effect_key', 'issue_number', 'state']).execute(),
      db.selectFrom('write_turns').select('turn_at').where('used', '=', true).execute(),
      jobsOn(queue),
    ]);
    return {
      ...{ deliveries, followUps, drafts, effects, jobs },
      kept: kept.map(({ id }) => id),
      turns: turns.map((row) => row.turn_at.getTime()),
    };
  } finally {
    await queue.close();
    redis?.disconnect();
    await database.close();
  }
}

export async function observe(
  github: EmulatedGitHub,
  place: ChaosPlace,
  numbers: readonly number[],
): Promise<Observed> {
  const labels = await labelsOnGitHub(github);
  const comments = new Map<number, readonly string[]>();
  for (const number of numbers) comments.set(number, await ourComments(github, number));
  return { labels, comments, stored: await storedState(place) };
}
