/** What becomes of an approved draft: posted once, or superseded with a reason. */

import { describe, expect, it } from 'vitest';
import type { HeldDraft } from '../src/core/plan/held-draft.js';
import type { IssueSnapshot } from '../src/core/plan/issue-snapshot.js';
import { commentKey, markerOf, withMarker } from '../src/core/plan/marker.js';
import { type ApprovalConversation, planApproval } from '../src/core/plan/plan-approval.js';
import { alice, bot, draftOf, issueWith, labelEvent, now, policyWith, problems } from './plan-fixtures.js';

const draft = draftOf('dell-boot', 'approved');
const key = commentKey(12, draft.id);

function plan(
  issue: IssueSnapshot | null,
  held: HeldDraft = draft,
  conversation: ApprovalConversation | null = null,
) {
  return planApproval({
    issue,
    issueNumber: 12,
    draft: held,
    botLogin: bot.login,
    problems,
    conversation,
  });
}

describe('an approved draft', () => {
  it('is posted', () => {
    expect(plan(issueWith()).actions).toEqual([
      {
        kind: 'post-comment',
        key,
        draftId: draft.id,
        body: 'This is dell-boot.',
        note: expect.stringMatching(/^<!-- dejabug:seen:[0-9a-f]{8} -->$/),
      },
    ]);
  });

  it('is posted as the person edited it', () => {
    const edited = { ...draft, editedReply: 'Better words.' };
    expect(plan(issueWith(), edited).actions).toMatchObject([{ body: 'Better words.' }]);
  });

  it('is posted without the secrets that the person’s words repeat, also those edited out of the report since', () => {
    const editedReply =
      'You sent password=hunter2 and jane@example.org; write to team@project.example, @jane.';
    const question = { issueNumber: 12, botLogin: bot.login, problems, conversation: null };
    const report = 'mail me at jane@example.org';
    const { actions } = planApproval({
      ...question,
      issue: issueWith(),
      draft: { ...draft, editedReply },
      report,
    });
    expect(actions).toMatchObject([
      {
        body: 'You sent password=[password removed] and [e-mail address removed]; write to team@project.example, @jane.',
      },
    ]);
  });

  it('is only settled when our comment with its marker is there already', () => {
    const comment = { id: 7, author: bot, body: withMarker('Hello', key), at: now };
    expect(plan(issueWith({ comments: [comment] })).actions).toEqual([
      {
        kind: 'mark-posted',
        key,
        draftId: draft.id,
        commentUrl: 'https://github.example/acme/kernel/issues/12#issuecomment-7',
      },
    ]);
  });

  it('is settled even when the issue was closed after our comment', () => {
    const comment = { id: 7, author: bot, body: withMarker('Hello', key), at: now };
    expect(plan(issueWith({ state: 'closed', comments: [comment] })).actions).toMatchObject([
      { kind: 'mark-posted' },
    ]);
  });

  it('is posted although a person pasted the marker', () => {
    const comment = { id: 7, author: alice, body: markerOf(key), at: now };
    expect(plan(issueWith({ comments: [comment] })).actions).toMatchObject([{ kind: 'post-comment' }]);
  });

  it('is posted when a person removed the label and put it back', () => {
    const issue = issueWith({
      labels: ['known: dell-boot'],
      labelEvents: [
        labelEvent('unlabeled', 'known: dell-boot', alice),
        labelEvent('labeled', 'known: dell-boot', alice),
      ],
    });
    expect(plan(issue).actions).toMatchObject([{ kind: 'post-comment' }]);
  });

  const refusals: ReadonlyArray<readonly [sentence: string, issue: IssueSnapshot | null, reason: RegExp]> = [
    ['the issue was deleted or is out of reach', null, /gone/],
    ['the issue was closed', issueWith({ state: 'closed' }), /closed/],
    ['the conversation was locked', issueWith({ locked: true }), /locked/],
    ['the issue became a pull request', issueWith({ isPullRequest: true }), /pull request/],
    [
      'a person removed the label',
      issueWith({ labelEvents: [labelEvent('unlabeled', 'known: dell-boot', alice)] }),
      /alice removed the label/,
    ],
  ];
  it.each(refusals)('is superseded when %s', (_sentence, issue, reason) => {
    const actions = plan(issue).actions;
    expect(actions).toMatchObject([
      { kind: 'supersede-draft', draftId: draft.id, reason: expect.stringMatching(reason) },
    ]);
  });

  it.each([
    ['empty', ' \n', /empty/],
    ['longer than GitHub takes', 'x'.repeat(70_000), /longer/],
  ])('is superseded when the edited reply is %s', (_sentence, editedReply, reason) => {
    expect(plan(issueWith(), { ...draft, editedReply }).actions).toMatchObject([
      { kind: 'supersede-draft', reason: expect.stringMatching(reason) },
    ]);
  });
});

describe('the hidden marker', () => {
  it('is an HTML comment that no key can break out of', () => {
    for (const name of ['a--b', '-->', '<script>', 'x-', '---']) {
      const inner = markerOf(name).slice('<!--'.length, -'-->'.length);
      expect(inner).not.toMatch(/--|[<>]|-$/);
    }
  });

  it('differs for different keys', () => {
    expect(new Set(['a--b', 'a-b', 'a%2d-b', 'a%b'].map(markerOf)).size).toBe(4);
  });
});

describe('a policy that changed while an approved draft waited', () => {
  type By = ApprovalConversation['approvedBy'];
  function under(change: Parameters<typeof policyWith>[0], approvedBy: By, issue = issueWith()) {
    const nobody = {
      drafts: [draft],
      maintainers: new Set<string>(),
      answered: new Set<string>(),
      frozen: null,
      ruledOut: null,
      now,
    };
    return plan(issue, draft, { ...nobody, policy: policyWith(change), approvedBy }).actions;
  }

  it.each([
    ['off', 'person'],
    ['off', 'policy'],
    ['dry-run', 'person'],
  ] as const)('keeps it back with `mode: %s`, though a %s approved it', (mode, by) => {
    expect(under({ mode }, by)).toMatchObject([
      { kind: 'supersede-draft', reason: expect.stringContaining(mode) },
    ]);
  });

  it('asks for review of what only the policy had approved', () => {
    expect(under({ mode: 'suggest' }, 'policy')).toMatchObject([{ kind: 'hold-draft', draftId: draft.id }]);
    expect(under({ mode: 'suggest' }, 'person')).toMatchObject([{ kind: 'post-comment' }]);
    expect(under({ mode: 'auto' }, 'policy')).toMatchObject([{ kind: 'post-comment' }]);
  });

  it('leaves exempt people alone, unless a person approved', () => {
    const exempt: Parameters<typeof policyWith>[0] = { mode: 'auto', exempt_people: ['reporter'] };
    expect(under(exempt, 'policy')).toMatchObject([{ kind: 'supersede-draft' }]);
    expect(under(exempt, 'person')).toMatchObject([{ kind: 'post-comment' }]);
  });
});
