/** `dejabug released COMPONENT VERSION`: tells open issues that an upstream or distribution release has their fix, by drafts. */

import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { openDatabase } from '../../adapters/database/open-database.js';
import { postgresStore } from '../../adapters/database/postgres-store.js';
import { readSettings } from '../../adapters/env/settings.js';
import { openQueue } from '../../adapters/queue/open-queue.js';
import { type Queued, queueRelease } from '../../app/queue-release.js';
import { openLog } from '../logger.js';
import { openPack } from '../open-pack.js';

interface Options {
  readonly prerelease?: boolean;
  readonly distribution?: string;
  readonly problem?: string;
  readonly repository?: string;
  readonly rules?: string;
}

export function define(command: Command): void {
  command
    .argument('<component>', 'what was released, as in a rule: linux, xen, dracut')
    .argument('<version>', 'its version or tag: 3.2, v4.17.0-rc1')
    .option('--prerelease', 'it is a test version, whatever its number says')
    .addOption(
      new Option(
        '--distribution <name>',
        'it is the build of one distribution, for its users only: "debian 11"',
      ),
    )
    .option('--problem <id>', 'only this known problem, and the release has its fix whatever the number says')
    .option('--repository <owner/repo>', 'only this repository')
    .option('--rules <dir>', 'directory of known problems instead of the shipped pack')
    .action(async (component: string, version: string, options: Options) => {
      if (existsSync('.env')) process.loadEnvFile('.env');
      const settings = readSettings(process.env);
      const log = openLog(settings.logLevel);
      const pack = await openPack(options.rules);
      const { databaseUrl, dataDir, redisUrl } = settings;
      const database = await openDatabase({ databaseUrl: databaseUrl ?? undefined, dataDir }, log);
      try {
        const queue = await openQueue({ redisUrl: redisUrl ?? undefined }, database, log);
        try {
          const release = {
            component,
            tag: version,
            isPrerelease: options.prerelease === true,
            distribution: options.distribution ?? null,
            problem: options.problem ?? null,
            repository: options.repository ?? null,
          };
          const clock = { now: () => Date.now() };
          const queued = await queueRelease(release, { store: postgresStore(database), queue, pack, clock });
          const said = whyNothing(queued, options);
          if (said !== null) process.stderr.write(`${said}\n`);
          process.stdout.write(`${JSON.stringify(answerOf(component, version, queued))}\n`);
        } finally {
          await queue.close();
        }
      } finally {
        await database.close();
      }
    });
}

function answerOf(component: string, version: string, { problems, repositories }: Queued) {
  return { component, version, problems, repositories };
}

/** What to do next where nothing was queued, null where something was. */
function whyNothing({ problems, repositories }: Queued, { repository }: Options): string | null {
  if (problems.length === 0)
    return 'No known problem names this line of versions in its `fixed_in`. Where it has a fix all the same, say which with --problem.';
  if (repositories.length > 0) return null;
  const where = repository === undefined ? 'any repository' : repository;
  return `The fix of ${problems.join(', ')} is in it, but no issue about that was met in ${where}.`;
}
