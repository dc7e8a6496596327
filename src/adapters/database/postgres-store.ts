/** The store of the use cases, on PostgreSQL: embedded or a server, the same SQL. */

import type { Store } from '../../app/ports.js';
import type { WriteLimits } from '../../core/pace.js';
import { backfills } from './backfills.js';
import { checkClaims } from './check-claims.js';
import { commandLog } from './command-log.js';
import { decisions } from './decisions.js';
import { draftList } from './draft-list.js';
import { drafts } from './drafts.js';
import { effects } from './effects.js';
import { feedback } from './feedback.js';
import { followUps } from './follow-ups.js';
import { inbox } from './inbox.js';
import { keptJobs } from './kept-jobs.js';
import { noiseLedger } from './noise-ledger.js';
import type { Database } from './open-database.js';
import { policies } from './policies.js';
import { policyWaits } from './policy-waits.js';
import { recoveryMemory } from './recovery-memory.js';
import { releaseBatches } from './release-batches.js';
import { repositoryNames } from './repository-names.js';
import { retention } from './retention.js';
import { rulings } from './rulings.js';
import { scorecard } from './scorecard.js';
import { sessions } from './sessions.js';
import { unpostedDrafts } from './unposted-drafts.js';
import { writeTurns } from './write-turns.js';

/** `limits` are GitHub's unless told otherwise. `close` closes the database, which a queue on the same database must no longer be using. */
export function postgresStore(database: Database, limits?: WriteLimits): Store {
  const { db } = database;
  return {
    ...inbox(db),
    ...keptJobs(db),
    ...decisions(db),
    ...drafts(db),
    ...draftList(db),
    ...unpostedDrafts(db),
    ...effects(db),
    ...feedback(db),
    ...followUps(db),
    ...noiseLedger(db),
    ...writeTurns(db, limits),
    ...recoveryMemory(db),
    ...policyWaits(db),
    ...releaseBatches(db),
    ...policies(db),
    ...backfills(db),
    ...repositoryNames(db),
    ...retention(db),
    ...scorecard(db),
    ...sessions(db),
    ...rulings(db),
    ...commandLog(db),
    ...checkClaims(db),
    ping: () => database.ping(),
    close: () => database.close(),
  };
}
