/** A process for tests to kill: opens the embedded database in a directory and writes to it without end, saying what is saved. */

import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { silentLog } from './backends.js';

const dataDir = process.argv[2] ?? '';
const store = postgresStore(await openDatabase({ dataDir }, silentLog));
const issue = { installationId: 1, owner: 'xen', repo: 'linux', number: 1 };
process.stdout.write('open\n');
for (let index = 0; ; index++) {
  const id = `delivery-${index}`;
  const job = { kind: 'command', deliveryId: id, issue, commentId: 1 } as const;
  await store.keepJob({ key: id, event: 'issues', id, job }, index);
  process.stdout.write(`saved ${id}\n`);
}
