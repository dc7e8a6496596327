/** A demoted problem suggests and does nothing else: in plans, and over real HTTP from the judgement to the next report. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Draft } from '../src/app/ports.js';
import { feedbackOnIssue } from '../src/app/record-feedback.js';
import { planApproval } from '../src/core/plan/plan-approval.js';
import { planTriage } from '../src/core/plan/plan-triage.js';
import type { Policy } from '../src/core/rules/policy.js';
import { type Standing, standingOf } from '../src/core/scorecard/standing.js';
import {
  assessmentOf,
  bot,
  draftOf,
  issueWith,
  now,
  policyWith,
  problems,
  triageOf,
} from './plan-fixtures.js';
import { startWorld, type World } from './world.js';

const usual = { floor: 0.9, over: 20, minJudged: 10 };
const standing: Standing = standingOf(Array(10).fill('wrong'), usual);
const words =
  '`dell-boot` is demoted to suggestions here: 0 of the last 10 judged were right (0%); its floor is 90%.';
const demoted = new Map([['dell-boot', standing]]);

describe('triage of a demoted problem', () => {
  const modes: readonly Policy['mode'][] = ['suggest', 'auto'];
  it.each(modes)('drafts a suggestion and sets no label, with `mode: %s`', (mode) => {
    const plan = planTriage(triageOf({ demoted, policy: policyWith({ mode }) }));
    expect(plan.decision).toBe('suggest');
    expect(plan.labels).toEqual([]);
    expect(plan.reasons).toContain(words);
    expect(plan.actions.map(({ kind }) => kind)).toEqual(['save-draft', 'schedule-follow-up']);
    expect(plan.actions[0]).toMatchObject({ approved: false, draft: { decision: 'suggest' } });
  });

  it('does as always for every other problem', () => {
    const other = { assessment: assessmentOf('ec2-kexec') };
    expect(planTriage(triageOf({ ...other, demoted }))).toEqual(planTriage(triageOf(other)));
  });

  it('sets no second label of a demoted problem beside that of a good one', () => {
    const labels = problems.map(({ label }) => ({ name: label, color: '5319e7', description: '' }));
    const assessment = assessmentOf('ec2-kexec', 'label', { labels });
    expect(planTriage(triageOf({ assessment })).labels).toHaveLength(2);
    expect(planTriage(triageOf({ assessment, demoted })).labels).toEqual(['known: ec2-kexec']);
  });

  it('follows a person who says that it is this problem, whatever its record', () => {
    const judgements = [{ category: 'dell-boot', verdict: 'is', by: 'wanda', at: now } as const];
    const plan = planTriage(triageOf({ demoted, judgements }));
    expect(plan.labels).toEqual(['known: dell-boot']);
    expect(plan.reasons).not.toContain(words);
  });
});

describe('an approved reply of a problem that was demoted meanwhile', () => {
  const draft = draftOf('dell-boot', 'approved');
  function planned(approvedBy: 'person' | 'policy', demotion: Standing | null) {
    return planApproval({
      issue: issueWith(),
      issueNumber: 12,
      draft,
      botLogin: bot.login,
      problems,
      conversation: {
        policy: policyWith({ mode: 'auto' }),
        approvedBy,
        demotion,
        drafts: [draft],
        maintainers: new Set(),
        answered: new Set(),
        frozen: null,
        ruledOut: null,
        now,
      },
    });
  }

  it('goes to the desk where only the policy had approved it', () => {
    expect(planned('policy', null).actions).toMatchObject([{ kind: 'post-comment' }]);
    expect(planned('policy', standing).actions).toMatchObject([{ kind: 'hold-draft', reason: words }]);
  });

  it('is posted where a person approved it', () => {
    expect(planned('person', standing).actions).toMatchObject([{ kind: 'post-comment' }]);
  });
});

describe('from judgement to judgement', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    await world.setPolicy('mode: auto\nscorecard:\n  over: 4\n  min_judged: 3\n');
  });
  afterAll(() => world?.close());

  const report = (model: string) => ({
    title: `OptiPlex ${model} hangs on reboot`,
    body: `\`reboot\` in dom0 stops all services and then the machine hangs for ever, I have to hold the power button. Dell OptiPlex ${model}.`,
  });

  async function filed(model: string): Promise<{ number: number; draft: Draft; labels: string[] }> {
    const { title, body } = report(model);
    const number = await world.fileIssue(title, body);
    await world.decision(number);
    const [draft] = await world.draftsOf(number);
    if (draft === undefined) throw new Error('nothing was drafted');
    return { number, draft, labels: await world.labelsOf(number) };
  }

  it('a label that maintainers remove three times is not set a fourth time, until one resets it', async () => {
    const { store, deps } = world.dejabug;
    const known: { number: number; category: string }[] = [];
    for (const model of ['7010', '7020', '7030']) {
      const { number, draft, labels } = await filed(model);
      expect(labels).toHaveLength(1);
      await world.removeLabel(number, labels[0] ?? '');
      await world.until('the removal kept as feedback', async () =>
        (await store.feedbackOfIssue(world.ref(number))).some(({ kind }) => kind === 'label-removed'),
      );
      known.push({ number, category: draft.category });
    }
    const category = known[0]?.category ?? '';
    const [kept] = await store.feedbackOfIssue(world.ref(known[0]?.number ?? 0));
    expect(kept).toMatchObject({
      by: 'maintainer',
      category,
      decision: 'label',
      ruleVersion: expect.stringMatching(/^[0-9a-f]{12}$/),
    });

    const fourth = await filed('7040');
    expect(fourth.labels).toEqual([]);
    expect(fourth.draft).toMatchObject({ state: 'pending', decision: 'suggest', category });
    expect((await world.decision(fourth.number)).reason).toContain(
      'is demoted to suggestions here: 0 of the last 3 judged',
    );
    expect(await world.commentsOf(fourth.number)).toEqual([]);

    await store.resetDemotion({
      ...world.ref(fourth.number),
      category,
      by: 'maintainer',
      at: deps.clock.now(),
    });
    const fifth = await filed('7050');
    expect(fifth.labels).toHaveLength(1);
  });

  it('a problem that is approved again and again returns by itself', async () => {
    const { store } = world.dejabug;
    const category = (await filed('7060')).draft.category;
    async function say(count: number, kind: 'veto' | 'label-kept', from: number): Promise<void> {
      for (let at = 0; at < count; at += 1) {
        const ref = world.ref(5_000 + from + at);
        const said = { kind, by: 'maintainer', at: Date.now() + from + at } as const;
        await store.saveFeedback(feedbackOnIssue(ref, category, null, said));
      }
    }
    await say(4, 'veto', 0);
    expect((await filed('7070')).labels).toEqual([]);
    await say(4, 'label-kept', 100);
    expect((await filed('7080')).labels).toHaveLength(1);
  });
});
