/** `dejabug purge OWNER/REPO`: what is stored about a repository; deleted with `--yes`. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { openDatabase } from '../../adapters/database/open-database.js';
import { postgresStore } from '../../adapters/database/postgres-store.js';
import { readSettings } from '../../adapters/env/settings.js';
import { openLog } from '../logger.js';
import { type RepositoryName, repositoryArgument } from './repository-argument.js';

export function define(command: Command): void {
  command
    .argument('<owner/repo>', 'the repository', repositoryArgument)
    .option('--yes', 'delete; without it the rows are only counted')
    .action(async (repository: RepositoryName, options: { readonly yes?: boolean }) => {
      const scope = { kind: 'repository', ...repository } as const;
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
