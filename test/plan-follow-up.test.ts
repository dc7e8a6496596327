/** What happens when a follow-up is due. */

import { describe, expect, it } from 'vitest';
import type { IssueComment } from '../src/core/plan/issue-snapshot.js';
import { commentKey, seenMarker, withMarker } from '../src/core/plan/marker.js';
import { type FollowUpQuestion, planFollowUp } from '../src/core/plan/plan-follow-up.js';
import { defaultPolicy } from '../src/core/rules/policy.js';
import {
  alice,
  bot,
  day,
  draftOf,
  issueWith,
  labelEvent,
  now,
  policyWith,
  problems,
  reporter,
} from './plan-fixtures.js';

const replied = draftOf('dell-boot', 'posted');
const ourReply: IssueComment = {
  id: 5,
  author: bot,
  body: withMarker('Hello', commentKey(12, replied.id)),
  at: now - 20 * day,
};
const seeing = withMarker(`Hello\n\n${seenMarker(issueWith())}`, commentKey(12, replied.id));
const quiet = issueWith({ labels: ['No reminders'], comments: [ourReply] });
const missing = [{ id: 'bios', question: 'Which firmware version?' }];
const reminder = draftOf('dell-boot', 'posted', {
  id: 'reminder',
  purpose: 'reminder',
  comesBackTo: replied.id,
});
const ourReminder: IssueComment = {
  id: 6,
  author: bot,
  body: withMarker('Still needed.', commentKey(12, reminder.id)),
  at: now - 8 * day,
};
const expiring = policyWith({ follow_up: { ...defaultPolicy.follow_up, after: '12d', expire_after: '7d' } });

/** Our reply has a box that nobody has ticked. */
function asking(): Pick<FollowUpQuestion, 'issue' | 'drafts'> {
  const body = withMarker('Please:\n\n- [ ] Which firmware version?', commentKey(12, replied.id));
  return {
    issue: issueWith({ comments: [{ ...ourReply, body }] }),
    drafts: [{ ...replied, missing }],
  };
}

/** Asked twenty days ago, reminded eight days ago. */
function reminded(change: Partial<FollowUpQuestion> = {}): FollowUpQuestion {
  const { issue, drafts } = asking();
  return question({
    issue: issueWith({ comments: [...(issue?.comments ?? []), ourReminder] }),
    drafts: [...drafts, reminder],
    policy: expiring,
    followUp: { ...followUp, kind: 'expire' },
    ...change,
  });
}

const followUp = { id: 'f1', kind: 'remind', category: 'dell-boot', dueAt: now } as const;

function question(change: Partial<FollowUpQuestion> = {}): FollowUpQuestion {
  return {
    issue: issueWith({ comments: [ourReply] }),
    followUp,
    policy: defaultPolicy,
    botLogin: bot.login,
    now,
    drafts: [replied],
    problems,
    maintainers: new Set(['alice']),
    answered: new Set(),
    ...change,
  };
}

describe('a due follow-up', () => {
  it('drafts a reminder for review when the author never answered', () => {
    const plan = planFollowUp(question());
    expect(plan.outcome).toBe('done');
    expect(plan.actions).toMatchObject([
      { kind: 'save-draft', key: 'reminder:12:dell-boot:draft-dell-boot', approved: false },
    ]);
  });

  it('asks as a checklist for what the report still lacks', () => {
    const plan = planFollowUp(question(asking()));
    expect(plan.actions).toMatchObject([
      { draft: { purpose: 'reminder', reply: expect.stringMatching(/- \[ \] Which firmware version\?/) } },
    ]);
  });

  it('asks for nothing that anybody answered, and then waits for a maintainer', () => {
    const plan = planFollowUp(question({ ...asking(), answered: new Set(['bios']) }));
    expect(plan).toMatchObject({ outcome: 'cancelled', actions: [] });
    expect(plan.reasons.join(' ')).toContain('is answered');
  });

  it('reminds without review where the policy answers without review', () => {
    const policy = policyWith({ mode: 'auto' });
    expect(planFollowUp(question({ ...asking(), policy })).actions).toMatchObject([{ approved: true }]);
  });

  it('plans the expiry with the reminder, where the policy has one', () => {
    const plan = planFollowUp(question({ ...asking(), policy: expiring }));
    expect(plan.actions).toMatchObject([
      { kind: 'save-draft' },
      { kind: 'schedule-follow-up', followUp: { kind: 'expire', dueAt: now + 7 * day } },
    ]);
  });

  it('comes back later while the reply waits for a maintainer', () => {
    const plan = planFollowUp(question({ drafts: [draftOf('dell-boot', 'pending')] }));
    expect(plan.actions).toMatchObject([
      { kind: 'schedule-follow-up', key: 'follow-up-after:f1', followUp: { dueAt: now + 14 * day } },
    ]);
  });

  it('gives the author the whole time from our reply on', () => {
    const recent = { ...ourReply, at: now - day };
    const plan = planFollowUp(question({ issue: issueWith({ comments: [recent] }) }));
    expect(plan.actions).toMatchObject([{ kind: 'schedule-follow-up', followUp: { dueAt: now + 13 * day } }]);
  });

  it('reminds though a maintainer spoke to us meanwhile', () => {
    const command = { id: 6, author: alice, body: '/dejabug snooze 7d', at: now - 15 * day };
    const plan = planFollowUp(question({ issue: issueWith({ comments: [ourReply, command] }) }));
    expect(plan.actions).toMatchObject([{ kind: 'save-draft', draft: { purpose: 'reminder' } }]);
  });

  const rests: ReadonlyArray<readonly [sentence: string, change: Partial<FollowUpQuestion>, reason: RegExp]> =
    [
      ['the issue is gone', { issue: null }, /gone/],
      ['the issue was closed', { issue: issueWith({ state: 'closed' }) }, /closed/],
      [
        'a person removed the label',
        { issue: issueWith({ labelEvents: [labelEvent('unlabeled', 'known: dell-boot', alice)] }) },
        /removed the label/,
      ],
      ['the policy exempts the author', { policy: policyWith({ exempt_people: ['reporter'] }) }, /exempts/],
      ['the draft was rejected', { drafts: [draftOf('dell-boot', 'rejected')] }, /No reply was posted/],
      ['the author was reminded already', { drafts: [replied, reminder] }, /reminded already/],
      ['a person deleted our reply', { issue: issueWith() }, /deleted/],
      [
        'the author answered',
        {
          issue: issueWith({
            comments: [ourReply, { id: 6, author: reporter, body: 'Works!', at: now - day }],
          }),
        },
        /has answered/,
      ],
      [
        'a maintainer has taken over',
        {
          issue: issueWith({
            comments: [ourReply, { id: 6, author: alice, body: 'I can reproduce it.', at: now - day }],
          }),
        },
        /alice has taken over/,
      ],
      [
        'the author asked for no reminders',
        {
          issue: issueWith({
            comments: [
              { id: 4, author: reporter, body: 'No reminders please!', at: now - 21 * day },
              ourReply,
            ],
          }),
        },
        /asked for no reminders/,
      ],
      ['a label keeps reminders away', { issue: quiet }, /no reminders/],
      [
        'the policy keeps reminders from the author',
        { policy: policyWith({ follow_up: { ...defaultPolicy.follow_up, no_reminders: ['Reporter'] } }) },
        /keeps reminders from/,
      ],
      [
        'the report was edited since our reply',
        { issue: issueWith({ body: 'BIOS 2.3', comments: [{ ...ourReply, body: seeing }] }) },
        /was edited/,
      ],
      ['the policy turned to dry-run', { policy: policyWith({ mode: 'dry-run' }) }, /dry-run/],
    ];
  it.each(rests)('does nothing when %s', (_sentence, change, reason) => {
    const plan = planFollowUp(question(change));
    expect(plan).toMatchObject({ outcome: 'cancelled', actions: [] });
    expect(plan.reasons.join(' ')).toMatch(reason);
  });
});

describe('an expiry that is due', () => {
  it('drafts the last words for review', () => {
    expect(planFollowUp(reminded()).actions).toMatchObject([
      { kind: 'save-draft', draft: { purpose: 'expiry', comesBackTo: replied.id }, approved: false },
    ]);
  });

  it.each([
    ['the mode is auto', policyWith({ ...expiring, mode: 'auto' }), true],
    ['the policy says so', policyWith({ follow_up: { ...expiring.follow_up, expire: 'auto' } }), true],
    [
      'the mode is auto, but not for closing',
      policyWith({ mode: 'auto', follow_up: { ...expiring.follow_up, expire: 'review' } }),
      false,
    ],
  ])('needs no review only where allowed: %s', (_sentence, policy, approved) => {
    expect(planFollowUp(reminded({ policy })).actions).toMatchObject([{ approved }]);
  });

  it('gives both waits in full, the second from the reminder on', () => {
    const late = { ...ourReminder, at: now - 2 * day };
    const { issue } = asking();
    const plan = planFollowUp(
      reminded({ issue: issueWith({ comments: [...(issue?.comments ?? []), late] }) }),
    );
    expect(plan.actions).toMatchObject([{ kind: 'schedule-follow-up', followUp: { dueAt: now + 5 * day } }]);
  });

  it('counts anew from any person who talks', () => {
    const { issue } = asking();
    const other: IssueComment = { id: 7, author: { login: 'bob', isBot: false }, body: '+1', at: now - day };
    const comments = [...(issue?.comments ?? []), ourReminder, other];
    const plan = planFollowUp(reminded({ issue: issueWith({ comments }) }));
    expect(plan.actions).toMatchObject([{ kind: 'schedule-follow-up', followUp: { dueAt: now + 18 * day } }]);
  });

  it('waits while the reminder waits for a maintainer', () => {
    const { drafts } = asking();
    const pending = { ...reminder, state: 'pending' } as const;
    const plan = planFollowUp(reminded({ drafts: [...drafts, pending] }));
    expect(plan.actions).toMatchObject([{ kind: 'schedule-follow-up', followUp: { kind: 'expire' } }]);
  });

  it.each([
    [
      'a maintainer refused the reminder',
      { drafts: [...asking().drafts, { ...reminder, state: 'rejected' }] },
    ],
    ['the policy has no expiry any more', { policy: defaultPolicy }],
    ['the author answered', { answered: new Set(['bios']) }],
  ] as const)('never closes when %s', (_sentence, change) => {
    const plan = planFollowUp(reminded(change));
    expect(plan.actions.some((action) => action.kind === 'save-draft')).toBe(false);
  });
});
