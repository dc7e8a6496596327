/** First migration: deliveries, decisions, drafts, effects and follow-ups. Never edited after a release; a change is a new migration. */

import { type Kysely, type Migration, sql } from 'kysely';

const issueColumns = sql`
  repository text NOT NULL,
  owner text NOT NULL,
  repo text NOT NULL,
  installation_id bigint NOT NULL,
  issue_number integer NOT NULL`;

const statements = [
  sql`CREATE TABLE dejabug.deliveries (
    id text PRIMARY KEY,
    event text NOT NULL,
    accepted_at timestamptz NOT NULL,
    finished_at timestamptz
  )`,

  sql`CREATE TABLE dejabug.decisions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ${issueColumns},
    delivery_id text NOT NULL,
    title text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('label', 'suggest', 'abstain')),
    category text,
    confidence double precision NOT NULL,
    reason text NOT NULL,
    evidence text,
    labels jsonb NOT NULL,
    decided_at timestamptz NOT NULL,
    UNIQUE (repository, issue_number, delivery_id)
  )`,
  sql`CREATE INDEX decisions_of_issue ON dejabug.decisions (repository, issue_number, decided_at DESC, id DESC)`,

  sql`CREATE TABLE dejabug.drafts (
    id uuid PRIMARY KEY,
    ${issueColumns},
    action_key text NOT NULL,
    title text NOT NULL,
    issue_url text NOT NULL,
    body text NOT NULL,
    category text NOT NULL,
    content jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'approved', 'posted', 'rejected', 'superseded', 'expired')),
    decided_by text,
    decision_reason text,
    edited_reply text,
    comment_url text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (repository, action_key)
  )`,
  sql`CREATE INDEX drafts_by_age ON dejabug.drafts (repository, state, created_at DESC, id DESC)`,
  sql`CREATE INDEX drafts_of_issue ON dejabug.drafts (repository, issue_number)`,
  sql`CREATE INDEX drafts_by_state ON dejabug.drafts (state, repository)`,

  sql`CREATE TABLE dejabug.effects (
    effect_key text PRIMARY KEY,
    ${issueColumns},
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('intended', 'settled', 'refused')),
    outcome text,
    attempts integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  )`,
  sql`CREATE INDEX effects_of_issue ON dejabug.effects (repository, issue_number)`,

  sql`CREATE TABLE dejabug.follow_ups (
    id uuid PRIMARY KEY,
    ${issueColumns},
    action_key text NOT NULL,
    kind text NOT NULL,
    category text NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('scheduled', 'done', 'cancelled')),
    closed_reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (repository, action_key)
  )`,
  sql`CREATE INDEX follow_ups_of_issue ON dejabug.follow_ups (repository, issue_number)`,
  sql`CREATE INDEX follow_ups_due ON dejabug.follow_ups (due_at) WHERE state = 'scheduled'`,
];

export const firstTables: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of statements) await statement.execute(db);
  },
};
