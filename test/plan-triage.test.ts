/** What is done about an issue that was just read: a table of sentences. */

import { describe, expect, it } from 'vitest';
import { needsHuman } from '../src/core/assess.js';
import type { Action } from '../src/core/plan/action.js';
import type { IssueComment } from '../src/core/plan/issue-snapshot.js';
import { commentKey, withMarker } from '../src/core/plan/marker.js';
import { planTriage, type TriageQuestion } from '../src/core/plan/plan-triage.js';
import { needsHumanLabel } from '../src/core/plan/planned-problem.js';
import { defaultPolicy } from '../src/core/rules/policy.js';
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
  triageOf,
} from './plan-fixtures.js';

function kinds(question: TriageQuestion): Action['kind'][] {
  return planTriage(question).actions.map((action) => action.kind);
}

/** A comment of ours, posted for this draft. */
function saidBefore(draftId: string): IssueComment {
  return { id: 1, author: bot, body: withMarker('Try this.', commentKey(12, draftId)), at: now - day };
}

const everything = ['add-labels', 'save-draft', 'schedule-follow-up'];

describe('a recognised issue', () => {
  const cases: ReadonlyArray<readonly [sentence: string, change: Partial<TriageQuestion>, kinds: string[]]> =
    [
      ['gets its label, a draft and a follow-up, in this order', {}, everything],
      [
        'gets no label when recognition only suggests, but a draft',
        { assessment: assessmentOf('dell-boot', 'suggest') },
        ['save-draft', 'schedule-follow-up'],
      ],
      [
        'keeps a label that is there already, whatever its case',
        { issue: issueWith({ labels: ['Known: Dell-Boot'] }) },
        ['save-draft', 'schedule-follow-up'],
      ],
      [
        'gets no second draft after the first was posted',
        { drafts: [draftOf('dell-boot', 'posted')] },
        ['add-labels', 'schedule-follow-up'],
      ],
      [
        'gets no draft beside a reply of ours that the store has forgotten',
        { issue: issueWith({ comments: [saidBefore('gone')] }), drafts: [draftOf('ec2-kexec', 'posted')] },
        ['add-labels', 'schedule-follow-up'],
      ],
      [
        'gets its draft beside a reply about another known problem that the store remembers',
        {
          issue: issueWith({ comments: [saidBefore('draft-ec2-kexec')] }),
          drafts: [draftOf('ec2-kexec', 'posted')],
        },
        everything,
      ],
      [
        'gets no second draft and no follow-up after a person rejected it',
        { drafts: [draftOf('dell-boot', 'rejected')] },
        ['add-labels'],
      ],
      [
        'gets a new draft when an edit had superseded the earlier one',
        { drafts: [draftOf('dell-boot', 'superseded')] },
        everything,
      ],
      [
        'gets a new draft when an edit turns it into another known problem, and the waiting one is superseded',
        { drafts: [draftOf('ec2-kexec', 'pending')] },
        ['add-labels', 'supersede-drafts', 'save-draft', 'schedule-follow-up'],
      ],
      [
        'gets no draft where there is no reply to draft',
        { assessment: assessmentOf('dell-boot', 'label', { reply: null }) },
        ['add-labels'],
      ],
    ];
  it.each(cases)('%s', (_sentence, change, expected) => {
    expect(kinds(triageOf(change))).toEqual(expected);
  });

  it('with two known problems gets both labels, except that of one that the policy holds back', () => {
    const both = ['known: dell-boot', 'known: ec2-kexec'];
    const assessment = assessmentOf('dell-boot', 'label', {
      labels: both.map((name) => ({ name, color: '5319e7', description: 'A known problem' })),
    });
    expect(planTriage(triageOf({ assessment })).labels).toEqual(both);
    for (const mode of ['off', 'dry-run'] as const) {
      const policy = policyWith({ problems: { 'ec2-kexec': { mode } } });
      expect(planTriage(triageOf({ assessment, policy })).labels).toEqual(['known: dell-boot']);
    }
  });
});

describe('an issue is left alone', () => {
  const cases: ReadonlyArray<readonly [sentence: string, change: Partial<TriageQuestion>, reason: RegExp]> = [
    ['when it is closed', { issue: issueWith({ state: 'closed' }) }, /closed/],
    ['when it is locked', { issue: issueWith({ locked: true }) }, /locked/],
    ['when it is a pull request', { issue: issueWith({ isPullRequest: true }) }, /pull request/],
    [
      'when a bot filed it',
      { issue: issueWith({ author: { login: 'renovate[bot]', isBot: true } }) },
      /renovate/,
    ],
    [
      'when it has an exempt label',
      { issue: issueWith({ labels: ['Wontfix'] }), policy: policyWith({ exempt_labels: ['wontfix'] }) },
      /exempts issues with the label `wontfix`/,
    ],
    [
      'when an exempt person filed it',
      { policy: policyWith({ exempt_people: ['Reporter'] }) },
      /exempts reports of reporter/,
    ],
    ['when the policy is off', { policy: policyWith({ mode: 'off' }) }, /turns Dejabug off/],
    [
      'when the policy is off for this known problem',
      { policy: policyWith({ problems: { 'dell-boot': { mode: 'off' } } }) },
      /turns Dejabug off/,
    ],
    ['when nothing was recognised', { assessment: assessmentOf(null) }, /Nothing was recognised/],
  ];
  it.each(cases)('%s', (_sentence, change, reason) => {
    const plan = planTriage(triageOf(change));
    expect(plan).toMatchObject({ decision: 'abstain', actions: [], labels: [] });
    expect(plan.reasons.join(' ')).toMatch(reason);
  });
});

describe('a person outranks the bot', () => {
  const removed = issueWith({
    labelEvents: [
      labelEvent('labeled', 'known: dell-boot', bot, now - 2 * day),
      labelEvent('unlabeled', 'known: dell-boot', alice),
    ],
  });

  it('a label that a person removed is never set again, and nothing is drafted', () => {
    const plan = planTriage(triageOf({ issue: removed }));
    expect(plan).toMatchObject({ decision: 'abstain', actions: [], labels: [] });
    expect(plan.reasons.join(' ')).toContain('alice removed the label `known: dell-boot`');
  });

  it('a removal also supersedes the reply that waits', () => {
    const question = triageOf({ issue: removed, drafts: [draftOf('dell-boot', 'pending')] });
    expect(planTriage(question).actions).toMatchObject([{ kind: 'supersede-drafts', keepCategory: null }]);
  });

  it('a label of theirs keeps the news of a release and reminders, whatever an edit makes of the report', () => {
    const drafts = [
      draftOf('ec2-kexec', 'pending', { id: 'news', purpose: 'release' }),
      draftOf('ec2-kexec', 'pending', { id: 'reminder', purpose: 'reminder' }),
    ];
    const abstained = triageOf({ drafts, assessment: assessmentOf(null, 'abstain') });
    expect(planTriage(abstained).actions).toEqual([]);
    expect(kinds(triageOf({ drafts }))).toEqual(everything);
  });

  it('a removal by another bot counts, because it acts for somebody', () => {
    const event = labelEvent('unlabeled', 'known: dell-boot', { login: 'house-rules[bot]', isBot: true });
    expect(kinds(triageOf({ issue: issueWith({ labelEvents: [event] }) }))).toEqual([]);
  });

  it('a removal by ourselves is no veto', () => {
    const issue = issueWith({ labelEvents: [labelEvent('unlabeled', 'known: dell-boot', bot)] });
    expect(kinds(triageOf({ issue }))).toEqual(everything);
  });

  it('the removal of another label is no veto', () => {
    const issue = issueWith({ labelEvents: [labelEvent('unlabeled', 'bug', alice)] });
    expect(kinds(triageOf({ issue }))).toEqual(everything);
  });

  it("another known problem's label that a person set wins over ours", () => {
    const issue = issueWith({
      labels: ['known: ec2-kexec'],
      labelEvents: [labelEvent('labeled', 'known: ec2-kexec', alice)],
    });
    const plan = planTriage(triageOf({ issue }));
    expect(plan).toMatchObject({ decision: 'abstain', actions: [], labels: [] });
    expect(plan.reasons.join(' ')).toContain('A person labelled it `known: ec2-kexec`');
  });

  it('a label chosen at filing counts as set by a person', () => {
    const issue = issueWith({ labels: ['known: ec2-kexec'] });
    expect(planTriage(triageOf({ issue })).decision).toBe('abstain');
  });

  it('a person who set the same label as we would agrees: the draft is still useful', () => {
    const issue = issueWith({
      labels: ['known: dell-boot'],
      labelEvents: [labelEvent('labeled', 'known: dell-boot', alice)],
    });
    expect(kinds(triageOf({ issue }))).toEqual(['save-draft', 'schedule-follow-up']);
  });

  it('our own label of an earlier decision stays and does not stop the new one', () => {
    const issue = issueWith({
      labels: ['known: ec2-kexec'],
      labelEvents: [labelEvent('labeled', 'known: ec2-kexec', bot)],
    });
    expect(kinds(triageOf({ issue }))).toEqual(everything);
  });
});

describe('the policy', () => {
  it('lets a dry run show the plan and perform nothing', () => {
    const plan = planTriage(triageOf({ policy: policyWith({ mode: 'dry-run' }) }));
    expect(plan).toMatchObject({ decision: 'label', dryRun: true, labels: [] });
    expect(plan.actions.map((action) => action.kind)).toEqual(everything);
    expect(plan.reasons.join(' ')).toContain('would add `known: dell-boot`');
  });

  const approvals: ReadonlyArray<
    readonly [sentence: string, change: Partial<TriageQuestion>, approved: boolean]
  > = [
    ['holds a draft for review by default', {}, false],
    ['posts without review only where it says auto', { policy: policyWith({ mode: 'auto' }) }, true],
    [
      'can say auto for one known problem',
      { policy: policyWith({ problems: { 'dell-boot': { mode: 'auto' } } }) },
      true,
    ],
    [
      'never lets a mere suggestion out without review',
      { policy: policyWith({ mode: 'auto' }), assessment: assessmentOf('dell-boot', 'suggest') },
      false,
    ],
    [
      'never lets a suspected regression out without review',
      {
        policy: policyWith({ mode: 'auto' }),
        assessment: assessmentOf('dell-boot', 'label', {
          fix: { status: 'regression?', component: 'linux', reported: '3.3', fixedIn: '3.2', because: '' },
        }),
      },
      false,
    ],
  ];
  it.each(approvals)('%s', (_sentence, change, approved) => {
    const saved = planTriage(triageOf(change)).actions.find((action) => action.kind === 'save-draft');
    expect(saved).toMatchObject({ approved });
  });

  it.each([
    [
      'its own time',
      policyWith({ follow_up: { ...defaultPolicy.follow_up, after: '3d' } }),
      'ec2-kexec',
      3,
      'ask',
    ],
    ["the known problem's time otherwise", policyWith({}), 'ec2-kexec', 7, 'ask'],
    ['two weeks where nobody says', policyWith({}), 'dell-boot', 14, 'remind'],
  ] as const)('gives a follow-up %s', (_sentence, policy, category, days, kind) => {
    const plan = planTriage(triageOf({ policy, assessment: assessmentOf(category) }));
    expect(plan.actions.at(-1)).toMatchObject({ followUp: { kind, category, dueAt: now + days * day } });
  });

  it('renames the label of a suspected regression', () => {
    expect(needsHuman.name).toBe(needsHumanLabel);
    const plan = planTriage(
      triageOf({
        policy: policyWith({ labels: { needs_human: 'triage: human' } }),
        assessment: assessmentOf('dell-boot', 'label', { labels: [needsHuman], reply: null }),
      }),
    );
    expect(plan.labels).toEqual(['triage: human']);
  });
});

describe('action keys', () => {
  it('are the same for the same question, so that a retry finds what is done', () => {
    const keys = [1, 2].map(() => planTriage(triageOf()).actions.map((action) => action.key));
    expect(keys[0]).toEqual(keys[1]);
  });

  it('do not depend on the time or on the wording of the report', () => {
    const later = triageOf({ now: now + day, issue: issueWith({ body: 'Edited.', updatedAt: now }) });
    expect(planTriage(later).actions.map((action) => action.key)).toEqual(
      planTriage(triageOf()).actions.map((action) => action.key),
    );
  });

  it.each(['pending', 'approved'] as const)(
    'stay while the draft is %s, so that nothing new comes of it',
    (state) => {
      const again = planTriage(triageOf({ drafts: [draftOf('dell-boot', state)] }));
      expect(again.actions.map((action) => action.key)).toEqual(
        planTriage(triageOf()).actions.map((action) => action.key),
      );
    },
  );

  it('differ for the draft that comes back after an edit', () => {
    const first = planTriage(triageOf()).actions.find((action) => action.kind === 'save-draft');
    const second = planTriage(triageOf({ drafts: [draftOf('dell-boot', 'superseded')] })).actions.find(
      (action) => action.kind === 'save-draft',
    );
    expect(second?.key).not.toBe(first?.key);
  });
});
