/** Jobs that webhooks ask for, with the delivery that was accepted for them; those of one moment in one statement. */

import { type Kysely, sql } from 'kysely';
import type { JobWish, KeptJobs } from '../../app/kept-job-ports.js';
import type { Job, RepositoryRef } from '../../app/ports.js';
import { gather } from './gather.js';
import { repositoryKey } from './issue-columns.js';
import { storable, storableJson } from './stored-text.js';
import type { Tables } from './tables.js';

/** Rows in one statement, when so many come at once. */
const mostRows = 100;
/** As for deliveries about issues: a crowd goes together. */
const spacingMs = 10;

interface Arrival {
  readonly wish: JobWish;
  readonly now: number;
}

export function keptJobs(db: Kysely<Tables>): KeptJobs {
  const keep = gather(
    mostRows,
    async (all: readonly Arrival[]) => {
      // The same key twice in one batch is one delivery; rows are locked in one order, whichever process asks.
      const once = [...new Map(all.map((arrival) => [arrival.wish.key, arrival])).values()];
      const isNew = await insert(db, once);
      const known = once.filter(({ wish }) => !isNew.has(wish.key)).map(({ wish }) => wish.id);
      const isKept = await stillKept(db, known);
      return all.map(({ wish }) => (isNew.has(wish.key) ? 'new' : isKept.has(wish.id) ? 'kept' : 'over'));
    },
    spacingMs,
  );
  return {
    keepJob: ({ key, event, id, job }, now) =>
      keep({ wish: { key: storable(key), event: storable(event), id: storable(id), job }, now }),

    async dropJob(id) {
      await db.deleteFrom('kept_jobs').where('id', '=', storable(id)).execute();
    },

    async keptJobs(before, limit) {
      const rows = await db
        .selectFrom('kept_jobs')
        .select(['id', 'job', 'kept_at'])
        .where('kept_at', '<=', new Date(before))
        .orderBy('kept_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ id, job, kept_at }) => ({ id, job, keptAt: kept_at.getTime() }));
    },
  };
}

/** Keys of those that were accepted now. */
async function insert(db: Kysely<Tables>, arrivals: readonly Arrival[]): Promise<ReadonlySet<string>> {
  const refs = arrivals.map(({ wish }) => repositoryOf(wish.job));
  const { rows } = await sql<{ key: string }>`
    WITH arrived AS MATERIALIZED (
      SELECT * FROM unnest(
        ${arrivals.map(({ wish }) => wish.key)}::text[],
        ${arrivals.map(({ wish }) => wish.event)}::text[],
        ${arrivals.map(({ wish }) => wish.id)}::text[],
        ${arrivals.map(({ wish }) => storableJson(wish.job))}::jsonb[],
        ${refs.map((ref) => ref && repositoryKey(ref))}::text[],
        ${refs.map((ref) => ref?.installationId)}::bigint[],
        ${arrivals.map(({ now }) => new Date(now).toISOString())}::timestamptz[]
      ) AS wish (key, event, id, job, repository, installation_id, at)
    ), accepted AS (
      INSERT INTO dejabug.deliveries (id, event, accepted_at)
      SELECT key, event, at FROM arrived ORDER BY key
      ON CONFLICT (id) DO NOTHING
      RETURNING id
    ), kept AS (
      INSERT INTO dejabug.kept_jobs (id, job, repository, installation_id, kept_at)
      SELECT DISTINCT ON (arrived.id) arrived.id, job, repository, installation_id, at
      FROM arrived JOIN accepted ON accepted.id = arrived.key ORDER BY arrived.id
      ON CONFLICT (id) DO NOTHING
    )
    SELECT id AS key FROM accepted`.execute(db);
  return new Set(rows.map(({ key }) => key));
}

async function stillKept(db: Kysely<Tables>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.selectFrom('kept_jobs').select('id').where('id', 'in', ids).execute();
  return new Set(rows.map(({ id }) => id));
}

/** Null for the job that forgets repositories: it must not forget itself. */
function repositoryOf(job: Job): RepositoryRef | null {
  if ('issue' in job) return job.issue;
  return 'repository' in job ? job.repository : null;
}
