/** What a dry run may know of the past: the store, read and never written. */

import { examineDatabase } from '../adapters/database/examine-database.js';
import { openDatabase } from '../adapters/database/open-database.js';
import { postgresStore } from '../adapters/database/postgres-store.js';
import type { Settings } from '../adapters/env/settings.js';
import type { Log } from '../app/ports.js';
import { type History, noHistory } from '../app/rehearsal-store.js';
import { judgeDatabase } from '../core/diagnosis/judge-stores.js';

/** The store as it is; one that is not there, or that a running Dejabug has for itself, is not made and not waited for. */
export async function openHistory({ databaseUrl, dataDir }: Settings, log: Log) {
  const seen = await examineDatabase({ databaseUrl, dataDir }, log);
  if (seen.state !== 'ready') {
    const history: History = noHistory;
    return { history, missing: judgeDatabase(seen).says, close: async () => {} };
  }
  const database = await openDatabase({ databaseUrl, dataDir }, log);
  const history: History = postgresStore(database);
  return { history, missing: null, close: () => database.close() };
}
