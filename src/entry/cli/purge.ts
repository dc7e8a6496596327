/** `dejabug purge OWNER/REPO` or `OWNER/REPO#7`: what is stored about a repository or one issue; deleted with `--yes`. */

import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { openDatabase } from '../../adapters/database/open-database.js';
import { postgresStore } from '../../adapters/database/postgres-store.js';
import { readSettings } from '../../adapters/env/settings.js';
import type { ForgetScope } from '../../app/retention-ports.js';
import { openLog } from '../logger.js';
import { type SubjectName, subjectArgument } from './repository-argument.js';

export function define(command: Command): void {
  command
    .argument('<owner/repo[#number]>', 'the repository, or one issue of it', subjectArgument)
    .option('--yes', 'delete; without it the rows are only counted')
    .addHelpText(
      'after',
      '\nOf an issue the words go. What keeps anything from being said twice stays without them: see docs/security-and-privacy.md.',
    )
    .action(async ({ owner, repo, number }: SubjectName, options: { readonly yes?: boolean }) => {
      const scope: ForgetScope =
        number === undefined ? { kind: 'repository', owner, repo } : { kind: 'issue', owner, repo, number };
      if (existsSync('.env')) process.loadEnvFile('.env');
      const settings = readSettings(process.env);
      const log = openLog(settings.logLevel);
      const { databaseUrl, dataDir } = settings;
      const store = postgresStore(await openDatabase({ databaseUrl, dataDir }, log));
      try {
        const rows = options.yes ? await store.forgetRows(scope) : await store.countRows(scope);
        const purged = options.yes === true;
        const repository = `${owner}/${repo}`;
        process.stdout.write(`${JSON.stringify({ repository, issue: number, purged, rows })}\n`);
        const name = number === undefined ? repository : `'${repository}#${number}'`;
        if (!purged) process.stderr.write(`Nothing was deleted. To delete it: dejabug purge ${name} --yes\n`);
      } finally {
        await store.close();
      }
    });
}
