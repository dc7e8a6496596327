/** What a person ruled about an issue, in the plans that follow from it. */

import { describe, expect, it } from 'vitest';
import { changesBetween, sightOf, versionOf } from '../src/core/plan/issue-sight.js';
import type { IssueSnapshot } from '../src/core/plan/issue-snapshot.js';
import type { Judgement } from '../src/core/plan/judgement.js';
import { planChoice } from '../src/core/plan/plan-choice.js';
import { planTriage } from '../src/core/plan/plan-triage.js';
import {
  alice,
  assessmentOf,
  bot,
  day,
  draftOf,
  issueWith,
  labelEvent,
  now,
  policyWith,
  problems,
  reporter,
  triageOf,
} from './plan-fixtures.js';

const dell = 'known: dell-boot';
const judged = (category: string, verdict: Judgement['verdict'], at = now - day): Judgement => ({
  category,
  verdict,
  by: 'wanda',
  at,
});
const labelledBy = (actor: typeof alice) =>
  issueWith({ labels: [dell], labelEvents: [labelEvent('labeled', dell, actor)] });

describe('a known problem that a person ruled out', () => {
  const judgements = [judged('dell-boot', 'is-not')];

  it('is not recognised again: our label goes, and so does what waits', () => {
    const drafts = [draftOf('dell-boot', 'pending')];
    const plan = planTriage(triageOf({ issue: labelledBy(bot), judgements, drafts }));
    expect(plan.decision).toBe('abstain');
    expect(plan.reasons).toContain('wanda ruled out `dell-boot`.');
    expect(plan.actions).toMatchObject([
      { kind: 'remove-labels', key: `unlabel:12:${dell}`, labels: [dell] },
      { kind: 'supersede-drafts', reason: 'wanda ruled out `dell-boot`.' },
    ]);
  });

  it('keeps a label that a person set', () => {
    expect(planTriage(triageOf({ issue: labelledBy(alice), judgements })).actions).toEqual([]);
  });

  it('gets no label beside another problem either', () => {
    const own = assessmentOf('ec2-kexec');
    const assessment = {
      ...own,
      labels: [...own.labels, { name: dell, color: '5319e7', description: 'A known problem' }],
    };
    const [labels] = planTriage(triageOf({ assessment, judgements })).actions;
    expect(labels).toMatchObject({ kind: 'add-labels', labels: [{ name: 'known: ec2-kexec' }] });
  });

  it('loses our label when nothing is recognised any more', () => {
    const plan = planTriage(triageOf({ issue: labelledBy(bot), judgements, assessment: assessmentOf(null) }));
    expect(plan.actions).toMatchObject([{ kind: 'remove-labels' }]);
  });
});

describe('a known problem that a person chose', () => {
  const judgements = [judged('dell-boot', 'is')];

  it('gets its label back under a key of its own after we took it off', () => {
    const events = [labelEvent('labeled', dell, bot), labelEvent('unlabeled', dell, bot)];
    const plan = planTriage(triageOf({ issue: issueWith({ labelEvents: events }), judgements }));
    expect(plan.actions[0]).toMatchObject({ kind: 'add-labels', key: `labels:12~2:${dell}` });
  });

  it('is not answered without review, and not drafted again while its draft waits', () => {
    const policy = policyWith({ mode: 'auto' });
    const drawn = planTriage(triageOf({ policy, judgements })).actions;
    expect(drawn.find(({ kind }) => kind === 'save-draft')).toMatchObject({
      approved: false,
      draft: { chosenBy: 'wanda' },
    });
    const drafts = [draftOf('dell-boot', 'pending', { chosenBy: 'wanda' })];
    const held = planTriage(triageOf({ policy, judgements, drafts })).actions;
    expect(held.map(({ kind }) => kind)).not.toContain('save-draft');
  });

  it('outranks an older label of a person, and gives way to a newer one', () => {
    const ec2 = 'known: ec2-kexec';
    const at = (moment: number) =>
      issueWith({ labels: [ec2], labelEvents: [labelEvent('labeled', ec2, alice, moment)] });
    expect(planTriage(triageOf({ issue: at(now - 2 * day), judgements })).decision).toBe('label');
    expect(planTriage(triageOf({ issue: at(now), judgements })).decision).toBe('abstain');
  });
});

describe('a label that was taken back together with a backfill', () => {
  const takenBack = [{ label: dell, at: now - day }];
  const labelled = (judgements: readonly Judgement[], change: Parameters<typeof triageOf>[0] = {}) =>
    planTriage(triageOf({ takenBack, judgements, ...change })).labels;

  it('is not set again, also by a judgement from before that', () => {
    expect(labelled([])).toEqual([]);
    expect(labelled([judged('dell-boot', 'is', now - 2 * day)])).toEqual([]);
  });

  it('is set again where a person says since that it is this problem', () => {
    expect(labelled([judged('dell-boot', 'is', now)])).toEqual([dell]);
  });

  it('is not set again where a person says since that it is another problem', () => {
    const own = assessmentOf('ec2-kexec');
    const other = { name: dell, color: '5319e7', description: 'A known problem' };
    const assessment = { ...own, labels: [...own.labels, other] };
    expect(labelled([judged('ec2-kexec', 'is', now)], { assessment })).toEqual(['known: ec2-kexec']);
  });
});

it('a frozen issue is left alone, with the name of who froze it', () => {
  const plan = planTriage(triageOf({ frozen: { by: 'wanda', at: now } }));
  expect(plan).toMatchObject({
    decision: 'abstain',
    actions: [],
    reasons: [expect.stringMatching(/^wanda froze/)],
  });
});

describe('a choice', () => {
  const asked = (category: string, issue: IssueSnapshot | null = issueWith()) =>
    planChoice({
      issue,
      draft: draftOf('dell-boot', 'pending'),
      category,
      assessment: assessmentOf(category),
      by: 'wanda',
      problems,
      botLogin: bot.login,
    });

  it('redraws the reply', () => {
    expect(asked('ec2-kexec')).toMatchObject({
      kind: 'redrawn',
      key: 'chosen:12:ec2-kexec:draft-dell-boot',
      content: { category: 'ec2-kexec', chosenBy: 'wanda', reply: 'This is ec2-kexec.' },
    });
  });

  it.each([
    ['the same problem', 'dell-boot', issueWith(), /already/],
    ['an unknown one', 'no-such', issueWith(), /no known problem/],
    ['an issue that is gone', 'ec2-kexec', null, /gone/],
    ['a closed issue', 'ec2-kexec', issueWith({ state: 'closed' }), /closed/],
    [
      'a problem whose label a person removed',
      'ec2-kexec',
      issueWith({ labelEvents: [labelEvent('unlabeled', 'known: ec2-kexec', alice)] }),
      /alice removed/,
    ],
  ])('is refused for %s', (_what, category, issue, why) => {
    expect(asked(category, issue)).toMatchObject({ kind: 'refused', problem: expect.stringMatching(why) });
  });
});

describe('what changed on an issue', () => {
  const comment = { id: 5, author: reporter, body: 'Any news?', at: now - day };
  const before = issueWith({ comments: [comment] });
  const seen = (issue: IssueSnapshot) => sightOf(issue, bot.login);

  it.each([
    ['a title', { title: 'Other' }, 'The title is now “Other”.'],
    ['a text', { body: 'Other' }, 'The report was edited.'],
    ['a closing', { state: 'closed' as const }, 'The issue was closed.'],
    ['a lock', { locked: true }, 'The conversation was locked.'],
    ['a label', { labels: ['bug'] }, 'Somebody set the label “bug”.'],
    [
      'a veto',
      { labelEvents: [labelEvent('unlabeled', dell, alice)] },
      `Somebody took off the label “${dell}”.`,
    ],
    ['a comment', { comments: [comment, { ...comment, id: 6, author: alice }] }, 'alice commented.'],
    ['an edited comment', { comments: [{ ...comment, body: 'Well?' }] }, 'reporter edited a comment.'],
    ['a deleted comment', { comments: [] }, 'A comment by reporter was deleted.'],
  ])('%s is told', (_what, change, sentence) => {
    const now = seen({ ...before, ...change });
    expect(changesBetween(seen(before), now)).toEqual([sentence]);
    expect(versionOf(now)).not.toBe(versionOf(seen(before)));
  });

  it.each([
    ['our label', { labels: [dell], labelEvents: [labelEvent('labeled', dell, bot)] }],
    ['our comment', { comments: [comment, { id: 6, author: bot, body: 'Hi', at: now }] }],
    ['a word to us', { comments: [comment, { id: 6, author: alice, body: '/dejabug explain', at: now }] }],
    ['a time', { updatedAt: now }],
  ])('%s is not', (_what, change) => {
    expect(versionOf(seen({ ...before, ...change }))).toBe(versionOf(seen(before)));
  });
});
