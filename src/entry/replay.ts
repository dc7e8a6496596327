/** Replays one saved delivery: for real with the store and queue of the settings, or as a rehearsal that changes nothing. */

import { randomUUID } from 'node:crypto';
import { openDatabase } from '../adapters/database/open-database.js';
import { postgresStore } from '../adapters/database/postgres-store.js';
import type { Settings } from '../adapters/env/settings.js';
import { openGitHub } from '../adapters/github/open-github.js';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { openQueue } from '../adapters/queue/open-queue.js';
import type { Deps } from '../app/deps.js';
import type { Log } from '../app/ports.js';
import { type Rehearsed, rehearsalDeps, rehearse } from '../app/rehearse.js';
import { type Replayed, replayJobs } from '../app/replay-jobs.js';
import { isLoopbackUrl } from '../core/diagnosis/judge-webhook.js';
import { openHistory } from './open-history.js';
import { openPack } from './open-pack.js';
import { type Received, receiveSaved } from './receive-saved.js';
import { openRuleTrials } from './rule-trials.js';

export interface Replay {
  /** Null: it gets one of its own, so that it is never a duplicate. */
  readonly id: string | null;
  readonly event: string;
  readonly payload: object;
}

export interface ReplayOptions {
  /** Directory of known problems; default: the ones that are shipped. */
  readonly rules?: string | undefined;
  readonly log: Log;
}

interface About extends Omit<Received, 'jobs'> {
  readonly delivery: string;
  readonly event: string;
}

export interface Done extends About {
  readonly dryRun: false;
  readonly jobs: readonly Replayed[];
}

export interface Rehearsal extends About {
  readonly dryRun: true;
  readonly jobs: readonly Rehearsed[];
  /** Jobs that were not rehearsed because there are so many. */
  readonly left: number;
  /** Why earlier drafts and decisions could not be read; null where they were. */
  readonly historyMissing: string | null;
}

const clock = { now: () => Date.now() };

/** Rejects with an error for the person; what the webhook had accepted until then is found by the sweep. */
export async function replay(saved: Replay, settings: Settings, options: ReplayOptions): Promise<Done> {
  const { log } = options;
  const pack = await openPack(options.rules);
  const { databaseUrl, dataDir, redisUrl } = settings;
  const database = await openDatabase({ databaseUrl, dataDir }, log);
  try {
    const queue = await openQueue({ redisUrl }, database, log);
    try {
      const store = postgresStore(database);
      const github = openGitHub({ ...credentials(settings, log), turns: store });
      const undoMs = settings.undoSeconds * 1000;
      const trials = openRuleTrials(options.rules);
      const deps: Deps = {
        github,
        store,
        queue,
        pack,
        clock,
        log,
        readYaml: readPolicyYaml,
        openTrial: trials.open,
        undoMs,
      };
      const delivery = named(saved);
      const { jobs, ...received } = await receiveSaved(delivery, deps);
      const done = await replayJobs(jobs, deps);
      return { delivery: delivery.id, event: saved.event, dryRun: false, ...received, jobs: done };
    } finally {
      await queue.close();
    }
  } finally {
    await database.close();
  }
}

/** Asks GitHub only what changes nothing, and reads the store if it can be read. Rejects with an error for the person. */
export async function rehearseReplay(
  saved: Replay,
  settings: Settings,
  options: ReplayOptions,
): Promise<Rehearsal> {
  const { log } = options;
  const pack = await openPack(options.rules);
  const { history, missing, close } = await openHistory(settings, log);
  try {
    const github = openGitHub({ ...credentials(settings, log), pace: false });
    const world = rehearsalDeps({ github, history, pack, clock, log, readYaml: readPolicyYaml });
    const delivery = named(saved);
    const { jobs, ...received } = await receiveSaved(delivery, world.deps);
    const { rehearsed, left } = await rehearse(jobs, world);
    const about = { delivery: delivery.id, event: saved.event, dryRun: true as const, ...received };
    return { ...about, jobs: rehearsed, left, historyMissing: missing };
  } finally {
    await close();
  }
}

function named({ id, event, payload }: Replay) {
  return { id: id ?? `replay-${randomUUID()}`, event, payload };
}

function credentials({ appId, privateKey, apiUrl }: Settings, log: Log) {
  return { appId, privateKey, apiUrl, pace: !isLoopbackUrl(apiUrl), log };
}
