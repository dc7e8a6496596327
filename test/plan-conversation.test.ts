/** What a person's word on an issue changes. */

import { describe, expect, it } from 'vitest';
import { boxesIn, withTicks } from '../src/core/plan/checklist.js';
import type { IssueComment, IssueSnapshot } from '../src/core/plan/issue-snapshot.js';
import { commentKey, withMarker } from '../src/core/plan/marker.js';
import { planConversation } from '../src/core/plan/plan-conversation.js';
import type { ConversationView } from '../src/core/plan/turn.js';
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
  reporter,
} from './plan-fixtures.js';

const bob = { login: 'bob', isBot: false };
const missing = [
  { id: 'bios', question: 'Which firmware version?' },
  { id: 'mode', question: 'UEFI or legacy boot?' },
];
const list = 'Please:\n\n- [ ] Which firmware version?\n- [ ] UEFI or legacy boot?';
const reply = draftOf('dell-boot', 'posted', { id: 'reply', missing });
const news = draftOf('dell-boot', 'posted', { id: 'news', purpose: 'release' });
const invitation = 'It is out. A short "works" closes this issue; "still broken" brings it back.';

function ours(id: number, draft: string, body: string, at: number): IssueComment {
  return { id, author: bot, body: withMarker(body, commentKey(12, draft)), at };
}
const ourReply = ours(1, 'reply', list, now - 20 * day);
const ourNews = ours(2, 'news', invitation, now - 10 * day);

function said(author: { login: string; isBot: boolean }, body: string, change: Partial<IssueComment> = {}) {
  return { id: 9, author, body, at: now - day, ...change };
}

function view(
  change: Partial<ConversationView> & { readonly on?: Partial<IssueSnapshot> } = {},
): ConversationView {
  const { on, ...rest } = change;
  return {
    issue: issueWith({ comments: [ourReply], ...on }),
    policy: defaultPolicy,
    botLogin: bot.login,
    label: 'known: dell-boot',
    drafts: [reply],
    maintainers: new Set(['alice']),
    answered: new Set(),
    ...rest,
  };
}

function actionsOf(asked: ConversationView) {
  return planConversation(asked, 'dell-boot').actions;
}

describe('the checklist', () => {
  it('is ticked where the answer is there, and stays the same otherwise', () => {
    const { body, ticked } = withTicks(`${list}\n\nThanks [ ] all.`, missing, new Set(['mode', 'other']));
    expect(ticked).toEqual(['mode']);
    expect(body).toContain('- [ ] Which firmware version?\n- [x] UEFI or legacy boot?\n\nThanks [ ] all.');
  });

  it('is never ticked again where a person took the tick away', () => {
    const once = withTicks(list, missing, new Set(['mode'])).body;
    const unticked = once.replace('- [x] UEFI', '- [ ] UEFI');
    expect(withTicks(unticked, missing, new Set(['mode'])).ticked).toEqual([]);
    const more = withTicks(unticked, missing, new Set(['mode', 'bios']));
    expect(more.ticked).toEqual(['bios']);
    expect(more.body).toContain('- [ ] UEFI');
  });

  it('asks no more for what a maintainer took out, and survives other line ends and stars', () => {
    expect(boxesIn('* [X]  Which  firmware version?\r\n', missing)).toEqual([
      { item: missing[0], ticked: true },
    ]);
    expect(boxesIn('UEFI or legacy boot?', missing)).toEqual([]);
  });

  it('is changed in our own comment, once for each set of answers', () => {
    expect(actionsOf(view({ answered: new Set(['bios']) }))).toMatchObject([
      {
        kind: 'edit-comment',
        key: 'tick:12:1:bios',
        commentId: 1,
        body: expect.stringContaining('- [x] Which'),
      },
    ]);
    expect(actionsOf(view())).toEqual([]);
  });
});

describe('what waits for a maintainer', () => {
  const reminder = draftOf('dell-boot', 'pending', { id: 'r', purpose: 'reminder', comesBackTo: 'reply' });
  it('is withdrawn when the author answers', () => {
    const on = { comments: [ourReply, said(reporter, 'Will do.')] };
    expect(actionsOf(view({ on, drafts: [reply, reminder] }))).toMatchObject([
      { kind: 'withdraw-draft', draftId: 'r', reason: 'The author has answered.' },
    ]);
  });
  it('stays while the author has the turn', () => {
    expect(actionsOf(view({ drafts: [reply, reminder] }))).toEqual([]);
  });
  it('is withdrawn altogether when the issue is closed', () => {
    const first = draftOf('dell-boot', 'pending', { id: 'first' });
    expect(actionsOf(view({ on: { state: 'closed' }, drafts: [first] }))).toMatchObject([
      { kind: 'withdraw-draft', draftId: 'first', reason: 'The issue is closed.' },
    ]);
  });
});

describe('an issue that expired', () => {
  const last = draftOf('dell-boot', 'posted', { id: 'last', purpose: 'expiry' });
  const lastWords = ours(3, 'last', 'Closed for now.', now - 3 * day);
  const closedBy = (actor: IssueComment['author']) => ({
    state: 'closed' as const,
    stateEvents: [{ change: 'closed' as const, actor, at: now - 3 * day }],
  });
  const drafts = [reply, last];

  it('is opened again when its author answers, with their words kept', () => {
    const on = { ...closedBy(bot), comments: [ourReply, lastWords, said(reporter, 'It is `UEFI`.')] };
    expect(actionsOf(view({ on, drafts }))).toMatchObject([
      { kind: 'reopen-issue', key: 'reopen:12:last', because: expect.stringContaining('UEFI') },
    ]);
  });

  it('is opened again when the answer came while it was being closed', () => {
    const answer = said(reporter, 'UEFI.', { at: now - 3 * day - 1_000 });
    const on = { ...closedBy(bot), comments: [ourReply, answer, lastWords] };
    expect(actionsOf(view({ on, drafts }))).toMatchObject([{ kind: 'reopen-issue', key: 'reopen:12:last' }]);
  });

  it.each([
    ['somebody else talks', { ...closedBy(bot), comments: [ourReply, lastWords, said(bob, 'Me too.')] }],
    [
      'the author talked before they were asked',
      { ...closedBy(bot), comments: [said(reporter, 'Hi', { at: now - 21 * day }), ourReply, lastWords] },
    ],
    ['a person closed it', { ...closedBy(alice), comments: [ourReply, lastWords, said(reporter, 'Hm.')] }],
    [
      'the conversation is locked',
      { ...closedBy(bot), locked: true, comments: [ourReply, lastWords, said(reporter, 'Hm.')] },
    ],
  ])('stays closed when %s', (_sentence, on) => {
    expect(actionsOf(view({ on, drafts })).filter(({ kind }) => kind === 'reopen-issue')).toEqual([]);
  });
});

describe('an answer to the news of a release', () => {
  const drafts = [reply, news];
  function answered(...comments: readonly IssueComment[]) {
    return view({ drafts, on: { comments: [ourReply, ourNews, ...comments] } });
  }

  it.each([
    ['the author', reporter],
    ['a maintainer', alice],
  ])('of %s closes the issue, with the words kept', (_who, who) => {
    expect(actionsOf(answered(said(who, 'Great, it works now!')))).toEqual([
      {
        kind: 'close-issue',
        key: 'works:12:9',
        as: 'completed',
        because: `${who.login}: \`Great, it works now!\``,
      },
    ]);
  });

  it('of a maintainer or the author that it is still broken calls for a person', () => {
    expect(actionsOf(answered(said(reporter, 'Still broken.')))).toMatchObject([
      { kind: 'add-labels', labels: [{ name: 'needs: human' }] },
    ]);
    const policy = policyWith({ labels: { needs_human: 'regression' } });
    expect(actionsOf({ ...answered(said(reporter, 'Still broken.')), policy })).toMatchObject([
      { labels: [{ name: 'regression' }] },
    ]);
  });

  it('counts though a word to us came after it', () => {
    const asked = answered(said(reporter, 'works', { id: 8 }), said(reporter, '/dejabug explain'));
    expect(actionsOf(asked)).toMatchObject([{ kind: 'close-issue', key: 'works:12:8' }]);
  });

  it('opens again what "works" had closed', () => {
    const asked = view({
      drafts,
      on: {
        state: 'closed',
        stateEvents: [{ change: 'closed', actor: bot, at: now - 5 * day }],
        comments: [
          ourReply,
          ourNews,
          said(reporter, 'works', { id: 8, at: now - 6 * day }),
          said(reporter, 'It does not work after all.'),
        ],
      },
    });
    expect(actionsOf(asked)).toMatchObject([
      { kind: 'reopen-issue', key: 'broken:12:9' },
      { kind: 'add-labels' },
    ]);
  });

  const rests: readonly (readonly [string, ConversationView])[] = [
    ['of a bystander', answered(said(bob, 'works'))],
    ['of a bot', answered(said({ login: 'ci[bot]', isBot: true }, 'works'))],
    [
      'from before the news',
      view({
        drafts,
        on: { comments: [ourReply, said(reporter, 'works', { at: now - 15 * day }), ourNews] },
      }),
    ],
    ['where there was no news', view({ on: { comments: [ourReply, said(reporter, 'works')] } })],
    ['that is unclear', answered(said(reporter, 'It might work.'))],
    [
      'taken back by the author since',
      answered(said(reporter, 'works'), said(reporter, 'Hm, wait.', { id: 10, at: now })),
    ],
    [
      'where a maintainer took the invitation out of our comment',
      view({
        drafts,
        on: { comments: [ourReply, ours(2, 'news', 'It is out.', now - 10 * day), said(reporter, 'works')] },
      }),
    ],
    [
      'where a person reopened the issue since',
      view({
        drafts,
        on: {
          comments: [ourReply, ourNews, said(reporter, 'works')],
          stateEvents: [{ change: 'reopened', actor: alice, at: now }],
        },
      }),
    ],
    [
      'where a person removed the label',
      view({
        drafts,
        on: {
          comments: [ourReply, ourNews, said(reporter, 'works')],
          labelEvents: [labelEvent('unlabeled', 'known: dell-boot', alice)],
        },
      }),
    ],
  ];
  it.each(rests)('does nothing %s', (_sentence, asked) => {
    expect(actionsOf(asked)).toEqual([]);
  });

  it('does not open what a person closed, and does not set a label that a person removed', () => {
    const asked = view({
      drafts,
      on: {
        state: 'closed',
        stateEvents: [{ change: 'closed', actor: alice, at: now - 2 * day }],
        labelEvents: [labelEvent('unlabeled', 'needs: human', alice)],
        comments: [ourReply, ourNews, said(reporter, 'still broken')],
      },
    });
    expect(actionsOf(asked)).toEqual([]);
  });

  it('counts by the last word of each person, and trouble outweighs', () => {
    const asked = answered(
      said(alice, 'works', { id: 9 }),
      said(reporter, 'still broken', { id: 10, at: now }),
    );
    expect(actionsOf(asked)).toMatchObject([{ kind: 'add-labels' }]);
  });
});

describe('a policy that says no', () => {
  it.each(['off', 'dry-run'] as const)('in mode %s keeps everything as it is', (mode) => {
    const asked = view({ answered: new Set(['bios']), policy: policyWith({ mode }) });
    expect(actionsOf(asked)).toEqual([]);
  });
});
