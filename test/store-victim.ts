/** A process for tests to kill: opens the embedded database in a directory and writes to it without end, saying what is saved. */

import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { silentLog } from './backends.js';

const dataDir = process.argv[2] ?? '';
const store = postgresStore(await openDatabase({ dataDir }, silentLog));
process.stdout.write('open\n');
for (let index = 0; ; index++) {
  const id = `delivery-${index}`;
  await store.acceptDelivery(id, 'issues', index);
  await store.finishDelivery(id, index);
  process.stdout.write(`saved ${id}\n`);
}
