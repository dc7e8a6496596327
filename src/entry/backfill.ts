/** Backfill put together from the settings: the dry report without a lock on anything, the rest with the real store and queue. */

import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '../adapters/database/open-database.js';
import { postgresStore } from '../adapters/database/postgres-store.js';
import type { Settings } from '../adapters/env/settings.js';
import { inspectApp } from '../adapters/github/inspect-app.js';
import { openGitHub } from '../adapters/github/open-github.js';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { openQueue } from '../adapters/queue/open-queue.js';
import { type BackfillEnd, type Progress, runBackfill, type Undone, undoBackfill } from '../app/backfill.js';
import type { Deps } from '../app/deps.js';
import type { Log, RepositoryRef } from '../app/ports.js';
import { rehearsalStore } from '../app/rehearsal-store.js';
import { surveyIssues } from '../app/survey-issues.js';
import type { BackfillReport } from '../core/backfill/report.js';
import { isLoopbackUrl } from '../core/diagnosis/judge-webhook.js';
import { openHistory } from './open-history.js';
import { openPack } from './open-pack.js';

export interface BackfillOptions {
  readonly repository: { readonly owner: string; readonly repo: string };
  readonly since: number | null;
  /** Directory of known problems; default: the ones that are shipped. */
  readonly rules?: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const clock = { now: () => Date.now() };

/** Changes nothing anywhere. `onPage` is told how many issues were looked at. Rejects with an error for the person. */
export async function reportBackfill(
  settings: Settings,
  options: BackfillOptions,
  onPage: (looked: number) => void,
): Promise<BackfillReport> {
  const { log, since, signal } = options;
  const { history, close } = await openHistory(settings, log);
  try {
    const store = rehearsalStore(history, { decision: () => {}, other: () => {} });
    const github = openGitHub({ ...credentials(settings, log), pace: false });
    const pack = await openPack(options.rules);
    const deps = { github, store, pack, clock, log, readYaml: readPolicyYaml };
    const survey = { since, signal, onPage: async (looked: number) => onPage(looked) };
    return await surveyIssues(await installed(settings, options), deps, survey);
  } finally {
    await close();
  }
}

/** Rejects with an error for the person; what was done until then is taken up by the next run. */
export async function applyBackfill(
  settings: Settings,
  options: BackfillOptions,
  onProgress: (progress: Progress) => void,
): Promise<BackfillEnd> {
  const { since, signal } = options;
  return opened(settings, options, (ref, deps) =>
    runBackfill(ref, deps, { since, signal, onProgress, sleep: (ms) => pause(ms, signal) }),
  );
}

/** Takes back what the last backfill set. Rejects like `applyBackfill`. */
export async function takeBackBackfill(settings: Settings, options: BackfillOptions): Promise<Undone> {
  const { signal } = options;
  return opened(settings, options, (ref, deps) =>
    undoBackfill(ref, deps, { signal, sleep: (ms) => pause(ms, signal) }),
  );
}

async function opened<T>(
  settings: Settings,
  options: BackfillOptions,
  run: (ref: RepositoryRef, deps: Deps) => Promise<T>,
): Promise<T> {
  const { log } = options;
  const ref = await installed(settings, options);
  const pack = await openPack(options.rules);
  const { databaseUrl, dataDir, redisUrl } = settings;
  const database = await openDatabase({ databaseUrl, dataDir }, log);
  try {
    const queue = await openQueue({ redisUrl }, database, log);
    try {
      const store = postgresStore(database);
      const github = openGitHub({ ...credentials(settings, log), turns: store });
      return await run(ref, { github, store, queue, pack, clock, log, readYaml: readPolicyYaml });
    } finally {
      await queue.close();
    }
  } finally {
    await database.close();
  }
}

async function installed(settings: Settings, { repository, log }: BackfillOptions): Promise<RepositoryRef> {
  const { owner, repo } = repository;
  const ref = await inspectApp(credentials(settings, log)).installationOf(owner, repo);
  if (ref !== null) return ref;
  throw new Error(`The App is not installed on ${owner}/${repo}. Install it there, or check the name.`);
}

function credentials({ appId, privateKey, apiUrl }: Settings, log: Log) {
  return { appId, privateKey, apiUrl, pace: !isLoopbackUrl(apiUrl), log };
}

/** Comes back when the time is over, or at once when somebody asks to stop. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {});
}
