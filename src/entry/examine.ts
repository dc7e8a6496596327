/** Everything that a diagnosis looks at, put together from an environment; one finding after the other. */

import { examineDatabase } from '../adapters/database/examine-database.js';
import { readSettings, type Settings, SettingsError } from '../adapters/env/settings.js';
import { inspectApp } from '../adapters/github/inspect-app.js';
import { openGitHub } from '../adapters/github/open-github.js';
import { readPolicyYaml } from '../adapters/github/policy-yaml.js';
import { askAlive } from '../adapters/http/ask-alive.js';
import { examineRedis } from '../adapters/queue/examine-redis.js';
import { type Diagnosis, diagnose } from '../app/diagnose.js';
import type { Clock, Pack } from '../app/ports.js';
import { type Finding, ok, skipped, wrong } from '../core/diagnosis/finding.js';
import { isLoopbackUrl } from '../core/diagnosis/judge-webhook.js';
import { openLog } from './logger.js';
import { openPack } from './open-pack.js';

export interface ExamineOptions {
  /** Only this repository's policy; without it those of the first ones. */
  readonly repository?: { readonly owner: string; readonly repo: string } | undefined;
  /** Directory of known problems; default: the ones that are shipped. */
  readonly rules?: string | undefined;
  /** Default: this machine's. */
  readonly clock?: Clock;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Never rejects: whatever is wrong is a finding. Changes nothing. */
export async function* examine(
  environment: Environment,
  { repository, rules, clock = { now: () => Date.now() } }: ExamineOptions,
): AsyncGenerator<Finding> {
  const settings = yield* readable(environment);
  const pack = yield* loadable(rules);
  if (settings === null) {
    const rest = 'Database, queue and GitHub were not looked at, because of the settings.';
    yield skipped('the rest', rest);
    return;
  }
  yield* diagnose({ ...partsOf(settings), pack, clock, repository: repository ?? null });
}

async function* readable(environment: Environment): AsyncGenerator<Finding, Settings | null> {
  try {
    const settings = readSettings(environment);
    yield ok('settings', 'All settings that must be there are, and can be read.');
    return settings;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    for (const { says, whereToGetIt } of error.complaints)
      yield wrong('settings', says, `Where to get it: ${whereToGetIt}.`);
    return null;
  }
}

async function* loadable(directory: string | undefined): AsyncGenerator<Finding, Pack | null> {
  try {
    const pack = await openPack(directory);
    yield ok('rules', `${pack.problems.length} known problems loaded.`);
    return pack;
  } catch (error) {
    yield wrong('rules', error instanceof Error ? error.message : String(error), null);
    return null;
  }
}

function partsOf(settings: Settings): Omit<Diagnosis, 'pack' | 'clock' | 'repository'> {
  // Only findings are said here; what the adapters log would say the same twice.
  const log = openLog('silent');
  const { appId, privateKey, apiUrl, clientId, publicUrl, webhookProxyUrl, redisUrl } = settings;
  const credentials = { appId, privateKey, apiUrl, pace: false, requestMs: 15_000, log };
  const { databaseUrl, dataDir } = settings;
  return {
    github: { ...openGitHub(credentials), ...inspectApp(credentials) },
    stores: {
      database: () => examineDatabase({ databaseUrl, dataDir }, log),
      queue: async () => (redisUrl === null ? { kind: 'database' } : examineRedis(redisUrl)),
    },
    askAlive,
    readYaml: readPolicyYaml,
    expected: { appId, clientId },
    hook: { publicUrl, webhookProxyUrl, isLocal: isLoopbackUrl(apiUrl) },
    deskUrl: publicUrl ?? `http://${settings.host}:${settings.port}`,
  };
}
