/** The scorecard's counts where the feedback lies: what stands, for whom, and that a hundred thousand rows are no trouble. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { lastVerdictsQuery } from '../src/adapters/database/scorecard.js';
import type { IssueRef, Store } from '../src/app/ports.js';
import { feedbackOnDraft, feedbackOnIssue, type Said } from '../src/app/record-feedback.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { decisionOf, draftOf, freshIssue, noon } from './store-fixtures.js';

const minute = 60_000;
const day = 24 * 60 * minute;

function nameOf(issue: IssueRef): string {
  return `${issue.owner}/${issue.repo}`.toLowerCase();
}

describe.each(await databaseBackends())('scorecard on $name', ({ answers, create }) => {
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

    /** Says these things about the draft of one issue, a minute apart. */
    async function say(
      issue: IssueRef,
      said: readonly Omit<Said, 'by' | 'at'>[],
      from = noon,
    ): Promise<void> {
      const draft = await store.saveDraft(draftOf(issue, `draft:${issue.number}`), noon - 10 * minute);
      for (const [at, one] of said.entries())
        await store.saveFeedback(feedbackOnDraft(draft, { by: 'wanda', at: from + at * minute, ...one }));
    }

    async function lastOf(issue: IssueRef, doubted = false): Promise<readonly string[]> {
      const [last] = await store.lastVerdicts([nameOf(issue)], { doubted }, 200);
      return last?.verdicts ?? [];
    }

    it.each<[string, readonly Omit<Said, 'by' | 'at'>[], readonly string[]]>([
      ['an approval', [{ kind: 'approved' }], ['right']],
      ['a later look outranks an earlier one', [{ kind: 'approved' }, { kind: 'label-removed' }], ['wrong']],
      [
        'the label put back',
        [{ kind: 'label-removed' }, { kind: 'relabelled', chosen: 'dell-boot' }],
        ['right'],
      ],
      [
        'what judges nothing changes nothing',
        [{ kind: 'veto' }, { kind: 'reaction' }, { kind: 'works' }],
        ['wrong'],
      ],
      ['an undone approval', [{ kind: 'approved' }, { kind: 'undone' }], []],
      ['an undone rejection', [{ kind: 'rejected', reason: 'wrong-problem' }, { kind: 'undone' }], []],
      [
        'decided again after undoing',
        [{ kind: 'approved' }, { kind: 'undone' }, { kind: 'approved' }],
        ['right'],
      ],
      [
        'undoing leaves what happened on the issue',
        [{ kind: 'label-removed' }, { kind: 'approved' }, { kind: 'undone' }],
        ['wrong'],
      ],
      [
        'undone twice',
        [{ kind: 'approved' }, { kind: 'undone' }, { kind: 'edited', edited: 'x' }, { kind: 'undone' }],
        [],
      ],
    ])('%s stands or falls', async (_sentence, said, verdicts) => {
      const issue = freshIssue();
      await say(issue, said);
      expect(await lastOf(issue)).toEqual(verdicts);
      const { judged } = await store.scoreCounts({ repositories: [nameOf(issue)], since: noon - day });
      expect(judged.map(({ right, wrong }) => [right, wrong])).toEqual(
        verdicts.map((verdict) => (verdict === 'right' ? [1, 0] : [0, 1])),
      );
    });

    it('undoes by the order of what was kept, whatever the clocks of two processes say', async () => {
      const issue = freshIssue();
      await say(issue, [{ kind: 'approved' }]);
      await say(issue, [{ kind: 'undone' }], noon - minute);
      expect(await lastOf(issue)).toEqual([]);
      const { said, judged } = await store.scoreCounts({ repositories: [nameOf(issue)], since: noon - day });
      expect(judged).toEqual([]);
      expect(said.filter(({ kind }) => kind === 'approved')).toEqual([]);
    });

    it('takes the issues in the order in which they were judged last', async () => {
      const repository = freshIssue();
      for (const [at, kind] of (['approved', 'veto', 'approved', 'veto'] as const).entries())
        await say({ ...repository, number: 10 + at }, [{ kind }], noon + at * 10 * minute);
      expect(await lastOf(repository)).toEqual(['wrong', 'right', 'wrong', 'right']);
      await say({ ...repository, number: 10 }, [{ kind: 'veto' }], noon + day);
      expect(await lastOf(repository)).toEqual(['wrong', 'wrong', 'right', 'wrong']);
      expect((await store.lastVerdicts([nameOf(repository)], { doubted: false }, 2))[0]?.verdicts).toEqual([
        'wrong',
        'wrong',
      ]);
    });

    it('starts anew with a reset, and knows who did it', async () => {
      const issue = freshIssue();
      await say(issue, [{ kind: 'veto' }]);
      const reset = { ...issue, category: 'dell-boot', by: 'wanda', at: noon + day };
      await store.resetDemotion(reset);
      expect(await lastOf(issue)).toEqual([]);
      await say({ ...issue, number: 8 }, [{ kind: 'approved' }], noon + 2 * day);
      expect(await lastOf(issue)).toEqual(['right']);
      const { number: _, ...kept } = reset;
      expect(await store.resets([nameOf(issue)])).toEqual([kept]);
      expect(await store.resets([nameOf(freshIssue())])).toEqual([]);
    });

    it('of doubted problems tells only those that were ever judged wrong', async () => {
      const issue = freshIssue();
      await say(issue, [{ kind: 'approved' }]);
      const wrong = feedbackOnIssue(issue, 'ec2-kexec', null, { kind: 'veto', by: 'wanda', at: noon });
      await store.saveFeedback(wrong);
      const doubted = await store.lastVerdicts([nameOf(issue)], { doubted: true }, 20);
      expect(doubted).toEqual([{ repository: nameOf(issue), category: 'ec2-kexec', verdicts: ['wrong'] }]);
      const asked = { doubted: true, categories: ['dell-boot'] };
      expect(await store.lastVerdicts([nameOf(issue)], asked, 20)).toEqual([]);
    });

    it('counts what was said, the time to approval and the decisions, for these repositories only', async () => {
      const [issue, neighbour] = [freshIssue(), freshIssue()];
      for (const [at, minutes] of [10, 20, 60].entries())
        await say(
          { ...issue, number: 20 + at },
          [{ kind: at === 0 ? 'edited' : 'approved', edited: 'x' }],
          noon + (minutes - 10) * minute,
        );
      await say({ ...issue, number: 30 }, [{ kind: 'rejected', reason: 'wrong-advice' }]);
      await say({ ...issue, number: 31 }, [
        { kind: 'reaction', note: '+1' },
        { kind: 'reaction', note: '-1' },
        { kind: 'reaction', note: '+1' },
      ]);
      // Its posting was refused, and it was approved again.
      await say({ ...issue, number: 21 }, [{ kind: 'approved' }], noon + 11 * minute);
      await say(neighbour, [{ kind: 'veto' }]);
      await store.recordDecision(decisionOf(issue, { at: noon - minute }));
      await store.recordDecision(
        decisionOf(issue, { deliveryId: 'd-2', decision: 'abstain', category: null }),
      );
      await store.recordDecision(decisionOf({ ...issue, number: 9 }));
      const counts = await store.scoreCounts({
        repositories: [nameOf(issue).toUpperCase()],
        since: noon - day,
      });
      const row = { repository: nameOf(issue), category: 'dell-boot', reason: null, note: null };
      expect(counts.said).toEqual([
        { ...row, kind: 'approved', count: 2 },
        { ...row, kind: 'edited', count: 1 },
        { ...row, kind: 'reaction', note: '+1', count: 2 },
        { ...row, kind: 'reaction', note: '-1', count: 1 },
        { ...row, kind: 'rejected', reason: 'wrong-advice', count: 1 },
      ]);
      expect(counts.approvalTimes).toEqual([
        { repository: nameOf(issue), category: 'dell-boot', medianMs: 20 * minute },
        { repository: null, category: 'dell-boot', medianMs: 20 * minute },
      ]);
      expect(counts.decided).toEqual([
        { repository: nameOf(issue), category: 'dell-boot', decision: 'label', count: 1 },
        { repository: nameOf(issue), category: null, decision: 'abstain', count: 1 },
      ]);
      const sunday = Date.UTC(2026, 10, 22);
      expect(counts.judged).toEqual([
        { repository: nameOf(issue), category: 'dell-boot', week: sunday - 6 * day, right: 4, wrong: 0 },
      ]);
    });

    it('begins a week on Monday in UTC', async () => {
      const issue = freshIssue();
      const monday = Date.UTC(2026, 10, 23);
      for (const [at, time] of [monday - 1, monday].entries())
        await say({ ...issue, number: 40 + at }, [{ kind: 'approved' }], time);
      const { judged } = await store.scoreCounts({ repositories: [nameOf(issue)], since: monday - day });
      expect(judged.map(({ week }) => week)).toEqual([monday - 7 * day, monday]);
      const later = await store.scoreCounts({ repositories: [nameOf(issue)], since: monday });
      expect(later.judged).toHaveLength(1);
    });

    it('answers with a hundred thousand rows, and reads a handful of them before a plan', async () => {
      const issue = freshIssue();
      const repository = nameOf(issue);
      await sql`
        INSERT INTO dejabug.feedback (repository, owner, repo, installation_id, issue_number, feedback_key, kind, verdict,
          category, given_by, given_at, drafted_at, purpose, draft_id)
        SELECT ${repository}, ${issue.owner}, ${issue.repo}, 1, n, 'bulk:' || n,
          CASE WHEN n % 10 = 0 THEN 'veto' ELSE 'approved' END, CASE WHEN n % 10 = 0 THEN 'wrong' ELSE 'right' END,
          'problem-' || n % 20, 'wanda', ${new Date(noon)}::timestamptz - n * interval '1 minute',
          ${new Date(noon)}::timestamptz - (n + 5) * interval '1 minute', 'reply', gen_random_uuid()
        FROM generate_series(1, 100000) AS n`.execute(database.db);
      await sql`ANALYZE dejabug.feedback`.execute(database.db);

      const counts = await store.scoreCounts({ repositories: [repository], since: 0 });
      const total = counts.judged.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
      expect(total).toBe(100_000);
      expect(counts.said.reduce((sum, { count }) => sum + count, 0)).toBe(100_000);

      const plan = await explained(database, repository, 'problem-10');
      expect(plan.shared).toBeLessThan(4_000);
      expect(plan.sequential).toEqual([]);
      const last = await store.lastVerdicts([repository], { doubted: true, categories: ['problem-10'] }, 20);
      expect(last[0]?.verdicts).toEqual(Array(20).fill('wrong'));
    });
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Pages that the question before a plan touches, and tables that it reads from end to end. */
async function explained(database: Database, repository: string, category: string) {
  const which = { doubted: true, categories: [category] };
  const { rows } = await sql<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>`
    EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${lastVerdictsQuery([repository], which, 20)}`.execute(
    database.db,
  );
  const root = rows[0]?.['QUERY PLAN'][0]?.Plan;
  if (root === undefined) throw new Error('no plan');
  const nodes: PlanNode[] = [root];
  for (let at = 0; at < nodes.length; at += 1) nodes.push(...(nodes[at]?.Plans ?? []));
  const isWhole = (node: PlanNode) =>
    node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'feedback';
  return {
    shared: (root['Shared Hit Blocks'] ?? 0) + (root['Shared Read Blocks'] ?? 0),
    sequential: nodes.filter(isWhole).map((node) => node['Relation Name']),
  };
}
