/** Migration: turns to write of each installation, its pauses, and what each repository's noise budget was spent on. */

import { type Kysely, type Migration, sql } from 'kysely';

const statements = [
  sql`CREATE TABLE dejabug.installation_pauses (
    installation_id bigint PRIMARY KEY,
    paused_until timestamptz NOT NULL
  )`,
  sql`CREATE TABLE dejabug.write_turns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    installation_id bigint NOT NULL,
    holder text NOT NULL,
    turn_at timestamptz NOT NULL,
    used boolean NOT NULL
  )`,
  sql`CREATE INDEX write_turns_newest ON dejabug.write_turns (installation_id, turn_at DESC)`,
  sql`CREATE UNIQUE INDEX write_turns_waiting ON dejabug.write_turns (installation_id, holder) WHERE NOT used`,
  sql`CREATE TABLE dejabug.noise_spent (
    repository text NOT NULL,
    installation_id bigint NOT NULL,
    kind text NOT NULL,
    action_key text NOT NULL,
    day date NOT NULL,
    PRIMARY KEY (repository, kind, action_key)
  )`,
  sql`CREATE INDEX noise_of_day ON dejabug.noise_spent (repository, kind, day)`,
];

export const limitTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
