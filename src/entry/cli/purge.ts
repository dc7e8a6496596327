/** `dejabug purge OWNER/REPO`: what is stored about a repository; deleted with `--yes`. */

import { existsSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { openDatabase } from '../../adapters/database/open-database.js';
import { postgresStore } from '../../adapters/database/postgres-store.js';
import { readSettings } from '../../adapters/env/settings.js';
import type { ForgetScope } from '../../app/retention-ports.js';
import { openLog } from '../logger.js';

type Repository = Extract<ForgetScope, { kind: 'repository' }>;

function repository(text: string): Repository {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined)
    throw new InvalidArgumentError('Write it as OWNER/REPO, e.g. octocat/hello-world.');
  return { kind: 'repository', owner, repo };
}

export function define(command: Command): void {
  command
    .argument('<owner/repo>', 'the repository', repository)
    .option('--yes', 'delete; without it the rows are only counted')
    .action(async (scope: Repository, options: { readonly yes?: boolean }) => {
      if (existsSync('.env')) process.loadEnvFile('.env');
      const settings = readSettings(process.env);
      const log = openLog(settings.logLevel);
      const { databaseUrl, dataDir } = settings;
      const store = postgresStore(await openDatabase({ databaseUrl, dataDir }, log));
      try {
        const rows = options.yes ? await store.forgetRows(scope) : await store.countRows(scope);
        const purged = options.yes === true;
        const name = `${scope.owner}/${scope.repo}`;
        process.stdout.write(`${JSON.stringify({ repository: name, purged, rows })}\n`);
        if (!purged) process.stderr.write(`Nothing was deleted. To delete it: dejabug purge ${name} --yes\n`);
      } finally {
        await store.close();
      }
    });
}
