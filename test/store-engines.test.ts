/** The embedded engine behaves as a pool of connections to a server does; where a server answers, both are compared. */

import { sql } from 'kysely';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tidy } from '../src/adapters/database/embedded-upkeep.js';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { openQueue } from '../src/adapters/queue/open-queue.js';
import { databaseBackends, type Place, silentLog } from './backends.js';

const backends = await databaseBackends();

/** The same questions, asked of each engine. */
const questions: ReadonlyArray<readonly [sql: string, parameters?: unknown[]]> = [
  [
    'SELECT 1 AS one, 12345678901234::bigint AS big, 1.5::float8 AS half, 1.10::numeric AS exact, NULL AS nothing',
  ],
  ['SELECT $1::int AS a, $2::text AS b, $3::boolean AS c', [1, 'x', true]],
  ['SELECT $1::bigint AS big', [9_007_199_254_740_991]],
  ['SELECT $1::jsonb AS j, $2::json AS k', [JSON.stringify({ a: [1, null] }), JSON.stringify('text')]],
  [
    'SELECT $1::text[] AS texts, $2::int[] AS numbers',
    [
      ['a', 'b"c', null, 'd,e'],
      [1, 2],
    ],
  ],
  ['SELECT $1::timestamptz AS at', [new Date(1_795_000_000_123)]],
  ["SELECT 'a1b2'::bytea AS bytes, 'f47ac10b-58cc-4372-a567-0e02b2c3d479'::uuid AS id"],
  ['SELECT generate_series(1, 3) AS n'],
  ['SELECT 1 WHERE false'],
  ['CREATE TABLE public.things (id int PRIMARY KEY, name text NOT NULL)'],
  ['INSERT INTO public.things VALUES ($1, $2), ($3, $4)', [1, 'one', 2, 'two']],
  ['UPDATE public.things SET name = upper(name) WHERE id < 3 RETURNING id, name'],
  ['DELETE FROM public.things WHERE id = $1', [2]],
  ["INSERT INTO public.things VALUES (3, 'three'); SELECT name FROM public.things ORDER BY id"],
];

const failures: ReadonlyArray<readonly [sql: string, parameters?: unknown[]]> = [
  ['SELEC 1'],
  ['SELECT * FROM public.nothing WHERE id = $1', [1]],
  ['INSERT INTO public.things VALUES ($1, $2)', [1, 'again']],
  ['SELECT $1::int', ['no number']],
  ['SELECT 1; SELECT 1 / 0; SELECT 2'],
];

async function ask(pool: Pool, [text, parameters]: readonly [string, unknown[]?]): Promise<unknown> {
  const answer: unknown = await pool.query(text, parameters);
  const results = Array.isArray(answer) ? answer : [answer];
  return results.map(({ command, rowCount, rows, fields }) => ({
    command,
    rowCount,
    rows,
    fields: fields.map((field: { name: string; dataTypeID: number }) => [field.name, field.dataTypeID]),
  }));
}

async function fail(pool: Pool, [text, parameters]: readonly [string, unknown[]?]): Promise<unknown> {
  const error: unknown = await pool.query(text, parameters).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`${text} did not fail`);
  const { code, detail, constraint, severity } = Object.assign(
    { code: '', detail: '', constraint: '', severity: '' },
    error,
  );
  return { code, detail, constraint, severity };
}

describe('the engines', () => {
  const places: Place[] = [];
  const databases: Database[] = [];
  const pools: Pool[] = [];

  beforeAll(async () => {
    for (const backend of backends.filter((one) => one.answers)) {
      const place = await backend.create();
      places.push(place);
      const database = await openDatabase(place.database, silentLog);
      databases.push(database);
      pools.push(await database.schemaPool('public'));
    }
  });
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await Promise.all(places.map((place) => place.remove()));
  });

  it.skipIf(!backends.every((backend) => backend.answers))('answer alike', async () => {
    const [embedded, server] = pools;
    if (!embedded || !server) throw new Error('both were opened');
    for (const question of questions)
      expect(await ask(embedded, question)).toEqual(await ask(server, question));
    for (const failure of failures)
      expect(await fail(embedded, failure)).toEqual(await fail(server, failure));
  });

  it('keep a transaction apart from the other clients, and a failed one usable until its end', async () => {
    for (const pool of pools) {
      await pool.query('CREATE TABLE public.counted (n int)');
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query('INSERT INTO public.counted VALUES (1)');
      const outside = pool.query('SELECT count(*)::int AS n FROM public.counted');
      await expect(client.query('SELEC 1')).rejects.toThrow('syntax error');
      await expect(client.query('SELECT 1')).rejects.toThrow('current transaction is aborted');
      await client.query('ROLLBACK');
      client.release();
      expect((await outside).rows).toEqual([{ n: 0 }]);
    }
  });

  it('roll back what a client leaves open when it goes', async () => {
    for (const pool of pools) {
      const client = await pool.connect();
      await client.query('BEGIN');
      await client.query('CREATE TABLE public.abandoned (n int)');
      client.release(true);
      await expect(pool.query('SELECT * FROM public.abandoned')).rejects.toThrow('does not exist');
    }
  });

  it('let a client listen for long without keeping anybody waiting', async () => {
    for (const pool of pools) {
      const listener = await pool.connect();
      const heard = new Promise((resolve) => {
        listener.on('notification', ({ channel, payload }) => resolve([channel, payload]));
      });
      await listener.query('LISTEN news');
      await Promise.all(Array.from({ length: 30 }, () => pool.query('SELECT 1')));
      await pool.query('SELECT pg_notify($1, $2)', ['news', 'hello']);
      expect(await heard).toEqual(['news', 'hello']);
      listener.release(true);
    }
  });

  it('run many transactions at once to their end', async () => {
    for (const database of databases) {
      const pool = await database.schemaPool('public');
      await pool.query('CREATE TABLE public.sums (id int PRIMARY KEY, n int)');
      await pool.query('INSERT INTO public.sums VALUES (1, 0)');
      await Promise.all(
        Array.from({ length: 20 }, () =>
          database.db.transaction().execute(async (transaction) => {
            await sql`UPDATE public.sums SET n = n + 1 WHERE id = 1`.execute(transaction);
          }),
        ),
      );
      expect((await pool.query('SELECT n FROM public.sums')).rows).toEqual([{ n: 20 }]);
    }
  });

  it('keep the write-ahead log of the embedded one short', async () => {
    const [embedded] = pools;
    if (!embedded) throw new Error('the embedded one was opened');
    const redo = 'SELECT redo_lsn FROM pg_control_checkpoint()';
    const before = await embedded.query(redo);
    await embedded.query('CREATE TABLE public.noise AS SELECT generate_series(1, 100) AS n');
    await tidy(embedded, true);
    expect((await embedded.query(redo)).rows).not.toEqual(before.rows);
  });
});

describe.each(backends.filter((backend) => backend.name === 'PostgreSQL'))('$name', ({ answers, create }) => {
  it.skipIf(!answers)('is brought up to date by several processes that start at once', async () => {
    const place = await create();
    const opened = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const database = await openDatabase(place.database, silentLog);
        const queue = await openQueue({}, database, silentLog);
        return { database, queue };
      }),
    );
    for (const { database, queue } of opened) {
      await database.ping();
      await queue.close();
      await database.close();
    }
    await place.remove();
  });

  it.skipIf(!answers)('that a newer version has used is left alone, in words for a person', async () => {
    const place = await create();
    const database = await openDatabase(place.database, silentLog);
    const pool = await database.schemaPool('dejabug');
    await pool.query("INSERT INTO kysely_migration VALUES ('9999-from-the-future', now()::text)");
    await database.close();
    await expect(openDatabase(place.database, silentLog)).rejects.toThrow(
      'Install that version or a later one',
    );
    await place.remove();
  });
});
