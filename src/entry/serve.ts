/** Dejabug put together: opens everything that the settings name, in the order in which it depends on each other. */

import type { Logger } from 'pino';
import { openDatabase } from '../adapters/database/open-database.js';
import { postgresStore } from '../adapters/database/postgres-store.js';
import { sessionSecret } from '../adapters/env/session-secret.js';
import type { Settings } from '../adapters/env/settings.js';
import { openGitHub } from '../adapters/github/open-github.js';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { openMetrics } from '../adapters/metrics/metrics.js';
import { openQueue } from '../adapters/queue/open-queue.js';
import type { RetrySettings } from '../adapters/queue/retry.js';
import type { Deps } from '../app/deps.js';
import type { Clock, RepositoryRef, Store } from '../app/ports.js';
import { currentPolicy } from '../app/read-policy.js';
import type { Keep } from '../app/retention.js';
import { permissionsFrom } from '../app/review-permission.js';
import { packInForce, reviewersOf } from '../app/reviewers.js';
import { isLoopbackUrl } from '../core/diagnosis/judge-webhook.js';
import type { WriteLimits } from '../core/pace.js';
import { openLog } from './logger.js';
import { openPack } from './open-pack.js';
import { startRetention } from './retention-timer.js';
import { openRuleTrials } from './rule-trials.js';
import { startWebServer } from './web-server.js';
import { startWorker } from './worker.js';
import { startWorkerServer } from './worker-server.js';

export interface DejabugOptions {
  /** Webhook and review desk; default true. */
  readonly web?: boolean;
  /** Runs jobs in this process; default true. */
  readonly worker?: boolean;
  /** Default: pino on stderr at the level of the settings. */
  readonly log?: Logger;
  /** Directory of known problems; default: the ones that are shipped. */
  readonly rules?: string;
  readonly timing?: Timing;
}

/** Waits that are long in production, where slow is not dead. The crash harness shortens them, all in the same proportion. */
export interface Timing {
  /** How long GitHub may take to answer, in milliseconds. */
  readonly requestMs: number;
  /** How long a worker holds a job and its issue without a sign of life; longer than `requestMs`. */
  readonly lockMs: number;
  /** How long a worker may hold a draft that it posts; longer than all requests of that together. */
  readonly claimMs: number;
  readonly retry: RetrySettings;
  /** Takes turns at writing by these, also against a server on this machine. */
  readonly writeLimits?: WriteLimits;
}

export interface RunningDejabug {
  /** Where it listens, null without `web`. */
  readonly url: string | null;
  readonly store: Store;
  readonly deps: Deps;
  /** Takes no more work, finishes or returns what runs, disconnects. A second call waits for the first. */
  close(): Promise<void>;
}

const clock: Clock = { now: () => Date.now() };

/**
 * Starts Dejabug. Rejects with an error for the person when rules, database, queue or port cannot be used; what was opened
 * until then is closed again. GitHub is not called.
 */
export async function startDejabug(
  settings: Settings,
  options: DejabugOptions = {},
): Promise<RunningDejabug> {
  const { web = true, worker = true, timing, log = openLog(settings.logLevel) } = options;
  const open: (() => unknown)[] = [];
  async function closeAll(): Promise<void> {
    for (const close of open.splice(0).reverse()) await close();
  }
  try {
    const pack = await openPack(options.rules);
    const database = await openDatabase(
      { databaseUrl: settings.databaseUrl ?? undefined, dataDir: settings.dataDir },
      log,
    );
    open.push(() => database.close());
    const trials = openRuleTrials(options.rules);
    open.push(() => trials.close());
    const queueSettings = { redisUrl: settings.redisUrl, lockMs: timing?.lockMs, retry: timing?.retry };
    const queue = await openQueue(queueSettings, database, log);
    open.push(() => queue.close());
    const store = postgresStore(database, timing?.writeLimits);
    const metrics = openMetrics(queue);
    const github = openGitHub({
      appId: settings.appId,
      privateKey: settings.privateKey,
      apiUrl: settings.apiUrl,
      // A GitHub on this very machine is an emulator, which has no limits that writes should be spaced for.
      pace: timing?.writeLimits !== undefined || !isLoopbackUrl(settings.apiUrl),
      turns: store,
      requestMs: timing?.requestMs,
      onBudget: metrics.budget,
      log,
    });
    const deps: Deps = {
      github,
      store,
      queue,
      pack,
      permissions: permissionsFrom(github, clock),
      clock,
      log,
      readYaml: readPolicyYaml,
      openTrial: trials.open,
      holdMs: timing?.lockMs,
      claimMs: timing?.claimMs,
      undoMs: settings.undoSeconds * 1000,
      onEffect: metrics.effect,
    };
    if (worker) {
      open.push(await startWorker(deps, { metrics, sweepSeconds: settings.sweepSeconds }));
      open.push(startRetention(keepMs(settings), deps));
    }
    if (!web && settings.workerPort !== null) {
      const server = await startWorkerServer(settings.host, settings.workerPort, { store, queue, metrics });
      open.push(() => server.close());
      log.info({ url: server.url }, 'the worker answers about itself');
    }

    let url: string | null = null;
    if (web) {
      const admins = settings.adminLogins;
      const jobBoard = admins.length > 0 ? { admins, open: queue.board } : null;
      const { undoMs } = deps;
      const desk = {
        store,
        queue,
        github,
        pack,
        readPolicy: (ref: RepositoryRef) => currentPolicy(ref, deps),
        clock,
        undoMs,
        jobBoard,
        sessionSecret: await sessionSecret(settings),
        reviewersOf: (ref: RepositoryRef) => reviewersOf(ref, deps),
        packOf: (ref: RepositoryRef) => packInForce(ref, deps),
      };
      const webhook = { store, queue, clock, metrics, graceSeconds: settings.graceSeconds };
      const server = await startWebServer(settings, desk, webhook, log);
      open.push(() => server.close());
      url = server.url;
    }
    let closing: Promise<void> | null = null;
    return {
      url,
      store,
      deps,
      close() {
        closing ??= closeAll();
        return closing;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function keepMs({ keepDays }: Settings): Keep {
  const dayMs = 24 * 60 * 60_000;
  return {
    deliveries: keepDays.deliveries * dayMs,
    // What an issue's row knows is needed for as long as its deliveries may come again.
    inbox: keepDays.deliveries * dayMs,
    decisions: keepDays.decisions * dayMs,
    reports: keepDays.reports * dayMs,
    // A diff quotes the reply, and the reply the report.
    words: keepDays.reports * dayMs,
    feedback: keepDays.feedback * dayMs,
    effects: keepDays.effects * dayMs,
    commands: keepDays.effects * dayMs,
    'follow-ups': keepDays.followUps * dayMs,
    'release-batches': keepDays.followUps * dayMs,
    quotes: keepDays.reports * dayMs,
    'policy-waits': keepDays.followUps * dayMs,
  };
}
