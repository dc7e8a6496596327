/** What happens when a follow-up is due. */

import { describe, expect, it } from 'vitest';
import type { IssueComment } from '../src/core/plan/issue-snapshot.js';
import { commentKey, withMarker } from '../src/core/plan/marker.js';
import { type FollowUpQuestion, planFollowUp, postponeFollowUp } from '../src/core/plan/plan-follow-up.js';
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
    ...change,
  };
}

describe('a due follow-up', () => {
  it('drafts a reminder for review when the author never answered', () => {
    const plan = planFollowUp(question());
    expect(plan.outcome).toBe('done');
    expect(plan.actions).toMatchObject([
      { kind: 'save-draft', key: 'reminder:12:dell-boot', approved: false },
    ]);
  });

  it('asks as a checklist for what the report still lacks', () => {
    const missing = [{ id: 'bios', question: 'Which firmware version?' }];
    const plan = planFollowUp(question({ drafts: [{ ...replied, missing }] }));
    expect(plan.actions).toMatchObject([
      { draft: { reply: expect.stringContaining('- [ ] Which firmware version?') } },
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
      [
        'the author was reminded already',
        { drafts: [replied, { ...replied, id: 'reminder' }] },
        /reminded already/,
      ],
      ['a person deleted our reply', { issue: issueWith() }, /deleted/],
      [
        'the author answered',
        {
          issue: issueWith({
            comments: [ourReply, { id: 6, author: reporter, body: 'Works!', at: now - day }],
          }),
        },
        /talked/,
      ],
      ['expiry is due, which only a person decides', { followUp: { ...followUp, kind: 'expire' } }, /expire/],
    ];
  it.each(rests)('does nothing when %s', (_sentence, change, reason) => {
    const plan = planFollowUp(question(change));
    expect(plan).toMatchObject({ outcome: 'cancelled', actions: [] });
    expect(plan.reasons.join(' ')).toMatch(reason);
  });

  it('is put off by a day while the policy is broken', () => {
    const plan = postponeFollowUp(followUp, now, 'Broken.');
    expect(plan.actions).toMatchObject([{ followUp: { dueAt: now + day } }]);
  });
});
