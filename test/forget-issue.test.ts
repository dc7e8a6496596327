/** Forgetting one issue: none of its words is left in any table, nothing can be said twice, and its neighbours keep theirs. */

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { writeCredentials } from '../src/adapters/env/write-credentials.js';
import { conversationJob, deliveryKey } from '../src/app/jobs.js';
import type { IssueRef, Store } from '../src/app/ports.js';
import { feedbackOnDraft } from '../src/app/record-feedback.js';
import { discardOld } from '../src/app/retention.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { run } from './cli-command.js';
import { decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

const day = 24 * 60 * 60_000;

describe.each(await databaseBackends())('forgetting an issue on $name', ({ answers, create }) => {
  describe.skipIf(!answers)('when it answers', () => {
    let place: Place;
    let database: Database;
    let store: Store;
    beforeAll(async () => {
      place = await create();
      database = await openDatabase(place.database, silentLog);
      store = postgresStore(database);
    });
    afterAll(async () => {
      await store.close();
      await place.remove();
    });

    function draftWith(word: string, issue: IssueRef, key: string, category = 'dell-boot') {
      const draft = draftOf(issue, key, category);
      const evidence = [
        { signal: 's', says: 'It says so.', quote: word, section: 'prose', line: 1 },
      ] as never;
      const weighed = {
        unmet: [],
        words: [{ word, weight: 1 }],
        thresholds: { label: 0.9, suggest: 0.5, margin: 0.1 },
      };
      const content = { ...draft.content, evidence, reply: word, reason: word, weighed };
      const seen = {
        title: word,
        body: 'x',
        state: 'open',
        locked: false,
        labels: [],
        refused: [],
        comments: [],
      };
      return { ...draft, title: word, body: word, content, seen } as typeof draft;
    }

    /** This word in every place that may hold words of an issue; returns its drafts. */
    async function fill(issue: IssueRef, word: string) {
      const rejected = await store.saveDraft(draftWith(word, issue, `r-${issue.number}`), noon);
      await store.moveDraft(rejected.id, 'pending', 'rejected', { decidedBy: 'amy', reason: word }, noon);
      const pending = await store.saveDraft(draftWith(word, issue, `p-${issue.number}`, 'other'), noon);
      const approved = await store.saveDraft(draftWith(word, issue, `a-${issue.number}`, 'third'), noon);
      await store.moveDraft(approved.id, 'pending', 'approved', { decidedBy: 'amy' }, noon);
      await store.keepText(pending, 'amy', word, noon);
      await store.saveFeedback(
        feedbackOnDraft(rejected, { kind: 'rejected', by: 'amy', at: noon, reason: 'other', note: word }),
      );
      for (const [at, deliveryId] of [
        [noon, 'd-1'],
        [noon + 1, 'd-2'],
      ] as const)
        await store.recordDecision(
          decisionOf(issue, { at, deliveryId, title: word, evidence: word, reason: word }),
        );
      const effect = `effect-${issue.repo}-${issue.number}`;
      await store.intendEffect(effect, 'post-comment', issue, noon);
      await store.settleEffect(effect, 'settled', word, noon);
      const intent = { kind: 'remind', category: 'dell-boot', dueAt: noon + day } as const;
      const followUp = await store.saveFollowUp(`f-${issue.number}`, issue, intent, noon);
      const delivery = { id: `d-${word}`, event: 'issue_comment', action: 'created', issue };
      const { job, options } = conversationJob(delivery);
      await store.keepJob(
        { key: deliveryKey(delivery), event: 'issue_comment.created', id: options.id, job },
        noon,
      );
      await store.awaitPolicy(issue, `c-${issue.number}`, job, word, noon);
      await store.receive({ key: `i ${word}`, deliveryId: 'd', event: 'issues.opened', issue }, 0, noon);
      await store.giveUpIssue(issue, word, noon + 1);
      return { drafts: [rejected, pending, approved], effect, followUp };
    }

    async function tablesWith(word: string): Promise<string[]> {
      const tables = await database.db.introspection.getTables();
      const found: string[] = [];
      for (const { schema, name } of tables) {
        if (schema !== 'dejabug') continue;
        const { rows } = await sql`SELECT 1 FROM ${sql.id(schema, name)} AS one
          WHERE one::text LIKE ${`%${word}%`} LIMIT 1`.execute(database.db);
        if (rows.length > 0) found.push(name);
      }
      return found;
    }

    it('leaves none of its words, ends what was to come, and leaves its neighbour alone', async () => {
      const issue = freshIssue(7);
      const neighbour = { ...issue, number: 8 };
      const { drafts, effect, followUp } = await fill(issue, 'xyzzy');
      await fill(neighbour, 'plugh');
      await store.judge(issue, 'dell-boot', 'is-not', 'amy', noon);
      await store.saveFirstReport(
        issue,
        {
          ...{
            issues: 2,
            leftAlone: 0,
            dryRun: 0,
            drafts: 0,
            cost: { requests: 1, writes: 1, minutes: 1, days: 1 },
          },
          problems: [
            {
              ...{ category: 'dell-boot', label: 2, suggest: 0 },
              examples: (
                [
                  [7, 'xyzzy'],
                  [8, 'plugh'],
                ] as const
              ).map(([number, title]) => ({ number, title, url: 'u', decision: 'label', confidence: 1 })),
            },
          ],
        },
        noon,
      );
      const beside = await tablesWith('plugh');
      expect(beside).toEqual(
        expect.arrayContaining(['decisions', 'drafts', 'effects', 'feedback', 'first_reports']),
      );
      const scope = { kind: 'issue', owner: issue.owner.toUpperCase(), repo: issue.repo, number: 7 } as const;
      const counted = await store.countRows(scope);
      expect(counted).toEqual({
        ...{ kept_texts: 1, feedback: 1, kept_jobs: 1, waiting_for_policy: 1, inbox: 1, drafts: 3 },
        ...{ follow_ups: 1, effects: 1, decisions: 2, first_reports: 1 },
      });
      expect(await tablesWith('xyzzy')).not.toEqual([]);
      expect(await store.forgetRows(scope)).toEqual(counted);
      // The ids of webhooks are GitHub's; this one was named after the word.
      expect(await tablesWith('xyzzy')).toEqual(['deliveries']);
      expect(await tablesWith('plugh')).toEqual(beside);
      expect(await store.countRows(scope)).toEqual({});

      for (const { id, key } of drafts.map((draft, at) => ({ ...draft, key: `${'rpa'[at]}-7` }))) {
        expect(await store.draft(id)).toMatchObject({ state: 'rejected', title: '', reply: '' });
        // Nothing is drafted a second time.
        expect(await store.saveDraft(draftOf(issue, key), noon)).toMatchObject({ id, state: 'rejected' });
      }
      expect(await store.intendEffect(effect, 'post-comment', issue, noon)).toBe('settled');
      expect(await store.settledOutcome(effect)).toBeNull();
      expect(await store.followUp(followUp.id)).toMatchObject({ state: 'cancelled' });
      expect(await store.lastDecision(issue)).toMatchObject({
        deliveryId: 'd-2',
        title: '',
        labels: ['xen: dell', 'needs: human'],
      });
      expect(await store.judgements(issue)).toHaveLength(1);
    });

    it('by age takes titles and lines out of decisions, and the words of the text model out of drafts', async () => {
      const issue = freshIssue();
      await store.recordDecision(decisionOf(issue, { at: noon, title: 'frotz', evidence: 'frotz' }));
      const draft = await store.saveDraft(draftWith('frotz', issue, 'draft'), noon);
      await store.moveDraft(draft.id, 'pending', 'rejected', { decidedBy: 'amy', reason: 'wrong' }, noon);
      const year = 365 * day;
      const keep = {
        ...{ deliveries: year, inbox: year, decisions: year, effects: year, commands: year, feedback: year },
        ...{ 'follow-ups': year, 'release-batches': year, 'policy-waits': year, words: year },
        ...{ reports: day, quotes: day },
      };
      const deps = { store, clock: { now: () => noon + 2 * day } };
      await discardOld(keep, deps);
      expect(await tablesWith('frotz')).toEqual([]);
      expect(await store.draft(draft.id)).toMatchObject({
        weighed: { words: [], thresholds: { label: 0.9 } },
      });
      expect(await store.lastDecision(issue)).toMatchObject({ decision: 'label', category: 'dell-boot' });
      expect(await discardOld(keep, deps)).toEqual({});
    });
  });
});

it('the command counts first, deletes with --yes, and names the issue', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-purge-'));
  const dataDir = path.join(directory, 'data');
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const secrets = { appId: 1, privateKey, webhookSecret: 'secret-1', clientId: 'Iv1.a', clientSecret: 'b' };
  writeCredentials(path.join(directory, '.env'), secrets, { DATA_DIR: dataDir });
  const issue = freshIssue(7);
  const database = await openDatabase({ databaseUrl: undefined, dataDir }, silentLog);
  const store = postgresStore(database);
  await store.recordDecision(decisionOf(issue));
  await store.close();
  const name = `${issue.owner}/${issue.repo}`;
  const counted = run(['purge', `${name}#7`], '', directory);
  expect(counted.json()).toEqual([{ repository: name, issue: 7, purged: false, rows: { decisions: 1 } }]);
  expect(counted.stderr).toContain(`dejabug purge '${name}#7' --yes`);
  const purged = run(['purge', `${name}#7`, '--yes'], '', directory);
  expect(purged.json()).toEqual([{ repository: name, issue: 7, purged: true, rows: { decisions: 1 } }]);
  expect(run(['purge', `${name}#7`], '', directory).json()).toMatchObject([{ rows: {} }]);
  // The repository as a whole still has the row without words.
  expect(run(['purge', name], '', directory).json()).toEqual([
    { repository: name, purged: false, rows: { decisions: 1 } },
  ]);
  rmSync(directory, { recursive: true, force: true });
});

it('an issue that is no number is wrong usage', () => {
  for (const name of ['acme/repo#', 'acme/repo#0', 'acme/repo#7x', 'acme#7']) {
    const { status, stderr } = run(['purge', name]);
    expect(stderr).toMatch(/Write (an issue as OWNER\/REPO#NUMBER|it as OWNER\/REPO)/);
    expect(status).toBe(2);
  }
});
