/** A fresh database on the PostgreSQL server, for one measurement. */

import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface BenchDatabase {
  readonly databaseUrl: string;
  remove(): Promise<void>;
}

const adminUrl =
  process.env.TEST_DATABASE_URL ??
  process.env.BENCH_DATABASE_URL ??
  'postgres://postgres@127.0.0.1:5432/postgres';

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** Rejects when no server answers at TEST_DATABASE_URL, else BENCH_DATABASE_URL, else on this machine. */
export async function benchDatabase(): Promise<BenchDatabase> {
  const name = `dejabug_bench_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    databaseUrl: url.href,
    remove: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}
