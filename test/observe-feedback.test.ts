/** What people say on the issue itself: labels, closing, words and reactions, each kept once with the decision that it judges. */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import { observeFeedback } from '../src/app/observe-feedback.js';
import type { Draft, GitHub, Store } from '../src/app/ports.js';
import { sweepReactions } from '../src/app/read-reactions.js';
import type { IssueComment, IssueSnapshot, LabelEvent, Person } from '../src/core/plan/issue-snapshot.js';
import { commentKey, withMarker } from '../src/core/plan/marker.js';
import { type DecidedDraft, observe } from '../src/core/scorecard/observe.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type Front, startFront } from './front.js';
import { gitHubModel } from './github-model.js';
import {
  alice,
  bot,
  day,
  draftOf as heldDraft,
  issueWith,
  labelEvent,
  now,
  problems,
  reporter,
} from './plan-fixtures.js';
import { draftOf, freshIssue } from './store-fixtures.js';

const [dell, kexec] = ['known: dell-boot', 'known: ec2-kexec'];
const labeler: Person = { login: 'labeler[bot]', isBot: true };

function decided(category: string, change: Partial<DecidedDraft> = {}): DecidedDraft {
  return { ...heldDraft(category, 'posted'), createdAt: now - 10 * day, ...change };
}

function seen(
  change: Partial<IssueSnapshot>,
  drafts: readonly DecidedDraft[] = [decided('dell-boot')],
  maintainers: readonly string[] = [],
): string[] {
  const issue = issueWith(change);
  const view = { issue, botLogin: bot.login, problems, drafts, maintainers: new Set(maintainers) };
  return observe(view).map(
    ({ kind, category, by, chosen }) =>
      `${kind} ${category} by ${by}${chosen === undefined ? '' : `: ${chosen}`}`,
  );
}

const set = (label: string, by: Person, ago = 5) => labelEvent('labeled', label, by, now - ago * day);
const taken = (label: string, by: Person, ago = 4) => labelEvent('unlabeled', label, by, now - ago * day);
const closedBy = (actor: Person) => [{ change: 'closed', actor, at: now - day }] as const;
const posted: IssueComment = {
  id: 1,
  author: bot,
  body: withMarker('This is dell-boot.', commentKey(12, 'draft-dell-boot')),
  at: now - 6 * day,
};
const said = (author: Person, body: string, id = 2): IssueComment => ({
  id,
  author,
  body,
  at: now - 3 * day,
});

describe('labels', () => {
  it.each<[string, readonly LabelEvent[], readonly string[], readonly string[]]>([
    ['ours, left alone', [set(dell, bot)], [dell], []],
    [
      'ours, taken off by a person',
      [set(dell, bot), taken(dell, alice)],
      [],
      ['label-removed dell-boot by alice'],
    ],
    ['ours, taken off by us', [set(dell, bot), taken(dell, bot)], [], []],
    ['ours, taken off by another bot', [set(dell, bot), taken(dell, labeler)], [], []],
    ["a person's own, taken off by them", [set(dell, alice, 20), taken(dell, alice, 19)], [], []],
    [
      'ours, taken off and put back',
      [set(dell, bot), taken(dell, alice), set(dell, alice, 3)],
      [dell],
      ['label-removed dell-boot by alice', 'relabelled dell-boot by alice: dell-boot'],
    ],
    [
      'suggested by us and set by a person',
      [set(dell, alice)],
      [dell],
      ['relabelled dell-boot by alice: dell-boot'],
    ],
    ['set by a person before we looked', [set(dell, alice, 20)], [dell], []],
    [
      'another in the place of our suggestion',
      [set(kexec, alice)],
      [kexec],
      ['relabelled dell-boot by alice: ec2-kexec'],
    ],
    [
      'another in the place of our label',
      [set(dell, bot), taken(dell, alice), set(kexec, alice, 3)],
      [kexec],
      ['label-removed dell-boot by alice', 'relabelled dell-boot by alice: ec2-kexec'],
    ],
    ['another beside ours', [set(dell, bot), set(kexec, alice, 3)], [dell, kexec], []],
    ['another that the report was filed with', [set(kexec, reporter, 20)], [kexec], []],
    ['one that is no known problem', [set('bug', alice)], ['bug'], []],
    [
      'in another case',
      [set(dell.toUpperCase(), bot), taken(dell, alice)],
      [],
      ['label-removed dell-boot by alice'],
    ],
  ])('%s', (_sentence, labelEvents, labels, expected) => {
    expect(seen({ labelEvents, labels })).toEqual(expected);
  });

  it('are judged also where no draft is known', () => {
    const labelEvents = [set(dell, bot), taken(dell, alice)];
    expect(seen({ labelEvents }, [])).toEqual(['label-removed dell-boot by alice']);
  });

  it('of a problem that a person chose judge nothing of ours', () => {
    const labelEvents = [set(dell, bot), taken(dell, alice)];
    expect(seen({ labelEvents }, [decided('dell-boot', { chosenBy: 'wanda' })])).toEqual([]);
  });

  it('of a second problem that we decided too are no contradiction', () => {
    const labelEvents = [set(kexec, alice)];
    const drafts = [decided('dell-boot'), decided('ec2-kexec')];
    expect(seen({ labelEvents, labels: [kexec] }, drafts)).toEqual([
      'relabelled ec2-kexec by alice: ec2-kexec',
    ]);
  });
});

describe('closing', () => {
  const ours = { labels: [dell], labelEvents: [set(dell, bot)], state: 'closed' } as const;
  it.each<[string, Partial<IssueSnapshot>, readonly string[]]>([
    [
      'by a maintainer keeps our label',
      { ...ours, stateEvents: closedBy(alice) },
      ['label-kept dell-boot by alice'],
    ],
    ['by its author says nothing', { ...ours, stateEvents: closedBy(reporter) }, []],
    ['by us says nothing', { ...ours, stateEvents: closedBy(bot) }, []],
    ['by another bot says nothing', { ...ours, stateEvents: closedBy(labeler) }, []],
    ['without our label says nothing', { ...ours, labels: [], stateEvents: closedBy(alice) }, []],
    [
      "with a person's label says what the label said",
      { ...ours, labelEvents: [set(dell, alice)], stateEvents: closedBy(alice) },
      ['relabelled dell-boot by alice: dell-boot'],
    ],
    ['and opening again says nothing', { ...ours, state: 'open', stateEvents: closedBy(alice) }, []],
  ])('%s', (_sentence, change, expected) => {
    expect(seen(change)).toEqual(expected);
  });
});

describe('words after our reply', () => {
  it.each<[string, readonly IssueComment[], readonly string[]]>([
    [
      'the author: it works',
      [posted, said(reporter, 'It works now, thanks!')],
      ['works dell-boot by reporter'],
    ],
    [
      'the author: still broken',
      [posted, said(reporter, 'Still broken.')],
      ['still-broken dell-boot by reporter'],
    ],
    ['a maintainer', [posted, said(alice, 'Works for me now.')], ['works dell-boot by alice']],
    ['a passer-by', [posted, said({ login: 'bob', isBot: false }, 'Works for me now.')], []],
    ['before our reply', [{ ...said(reporter, 'It works now.'), at: now - 9 * day }, posted], []],
    ['without a reply of ours', [said(reporter, 'It works now.')], []],
    ['something else', [posted, said(reporter, 'Which kernel should I try?')], []],
  ])('%s', (_sentence, comments, expected) => {
    expect(seen({ comments }, undefined, ['alice'])).toEqual(expected);
  });
});

describe('kept in the store', () => {
  let place: Place;
  let store: Store;
  let front: Front;
  let emulated: EmulatedGitHub;
  let github: GitHub;
  let at = now;

  beforeAll(async () => {
    const answering = (await databaseBackends()).filter((backend) => backend.answers);
    const made = await answering.at(-1)?.create();
    if (made === undefined) throw new Error('no database');
    place = made;
    store = postgresStore(await openDatabase(place.database, silentLog));
    front = await startFront();
    emulated = await startEmulatedGitHub('http://localhost:9');
    front.target = emulated.url;
    const { id: appId, privateKey } = emulated.app;
    github = openGitHub({ appId, privateKey, apiUrl: front.url, pace: false, log: silentLog });
  });
  afterAll(async () => {
    await emulated?.close();
    await front?.close();
    await store?.close();
    await place?.remove();
  });
  beforeEach(() => {
    at += 100 * day;
    front.passed.length = 0;
    front.route = () => null;
  });

  function depsWith(change: Partial<Deps>): Deps {
    const unused = () => Promise.reject(new Error('not asked for'));
    return {
      store,
      github,
      queue: {
        add: unused,
        move: unused,
        find: unused,
        remove: unused,
        work: unused,
        counts: unused,
        oldestWaiting: unused,
        ping: unused,
        close: unused,
      },
      pack: {
        problems,
        assess: () => {
          throw new Error('not asked for');
        },
        fixFor: () => null,
        assessAs: () => null,
        likelihoods: () => [],
        answered: () => new Set(),
        choose: async () => ({ ok: false, mistakes: [], findings: [] }),
        classify: () => {
          throw new Error('nobody asks');
        },
        lint: () => ({ findings: [], examples: 0, failed: 0 }),
      },
      clock: { now: () => at },
      log: silentLog,
      readYaml: readPolicyYaml,
      ...change,
    };
  }

  it('each thing once, with the decision, however often the issue is looked at and by how many', async () => {
    const ref = freshIssue(12);
    const draft = await store.saveDraft(draftOf(ref, 'draft', 'dell-boot'), now - 10 * day);
    const issue = issueWith({ labelEvents: [set(dell, bot), taken(dell, alice)] });
    const deps = depsWith({ github: gitHubModel(() => at).github });
    await Promise.all([1, 2, 3].map(() => observeFeedback(ref, { issue, drafts: [draft] }, deps)));
    expect(await observeFeedback(ref, { issue, drafts: [draft] }, deps)).toBe(0);
    expect(await store.feedbackOfIssue(ref)).toMatchObject([
      {
        kind: 'label-removed',
        by: 'alice',
        at: now - 4 * day,
        draftId: draft.id,
        decision: 'label',
        confidence: 0.93,
      },
    ]);
  });

  it('what can be read, where GitHub does not tell of reactions', async () => {
    const ref = freshIssue(12);
    const draft = await store.saveDraft(draftOf(ref, 'draft', 'dell-boot'), now - 10 * day);
    const comment = { ...posted, body: withMarker('x', commentKey(12, draft.id)), reactions: 3 };
    const events = { labelEvents: [set(dell, bot), taken(dell, alice)], comments: [comment] };
    const refusing = { ...gitHubModel(() => at).github, reactionsOn: () => Promise.reject(new Error('403')) };
    const look = { issue: issueWith(events), drafts: [{ ...draft, state: 'posted' }] } as const;
    expect(await observeFeedback(ref, look, depsWith({ github: refusing }))).toBe(1);
  });

  it('nothing in a rehearsal', async () => {
    const ref = freshIssue(12);
    const issue = issueWith({ labelEvents: [set(dell, bot), taken(dell, alice)] });
    const deps = depsWith({ github: gitHubModel(() => at).github, isRehearsal: true });
    expect(await observeFeedback(ref, { issue, drafts: [] }, deps)).toBe(0);
    expect(await store.feedbackOfIssue(ref)).toEqual([]);
  });

  const reactions = [
    { id: 7, content: '+1', created_at: '2026-01-02T00:00:00Z', user: { login: 'reporter', type: 'User' } },
    {
      id: 8,
      content: 'confused',
      created_at: '2026-01-03T00:00:00Z',
      user: { login: 'alice', type: 'User' },
    },
    { id: 9, content: '+1', created_at: '2026-01-03T00:00:00Z', user: { login: 'ci[bot]', type: 'Bot' } },
  ];
  const asked = () => front.passed.filter(({ path }) => path.includes('/reactions'));

  /** A posted reply of the emulated repository, and the answers that GitHub gives about reactions. */
  async function reply(commentId: number, answer: { status: number; body: unknown } | null): Promise<Draft> {
    const ref = {
      installationId: emulated.app.installationId,
      owner: emulated.owner,
      repo: emulated.repo,
      number: commentId,
    };
    const draft = await store.saveDraft(draftOf(ref, `reply:${commentId}`, 'dell-boot'), at - day);
    const commentUrl = `https://github.example/acme/issues/1#issuecomment-${commentId}`;
    await store.moveDraft(draft.id, 'pending', 'posted', { commentUrl }, at - day);
    if (answer !== null)
      front.route = (_method, path) =>
        path.includes(`/issues/comments/${commentId}/reactions`) ? answer : null;
    return { ...draft, commentUrl };
  }

  const sweepNow = () => sweepReactions(depsWith({}), { periodMs: 1, signal: new AbortController().signal });

  it("people's reactions on posted replies, asked for again only when they change", async () => {
    const draft = await reply(501, { status: 200, body: reactions });
    expect(await sweepNow()).toBe(2);
    expect(
      (await store.feedbackOfIssue(draft)).map(({ kind, by, note, draftId }) => [kind, by, note, draftId]),
    ).toEqual([
      ['reaction', 'reporter', '+1', draft.id],
      ['reaction', 'alice', 'confused', draft.id],
    ]);
    at += 60_000;
    await sweepNow();
    expect(asked().map(({ status }) => status)).toEqual([200]);
    at += 7 * 60 * 60_000;
    expect(await sweepNow()).toBe(0);
    expect(asked().map(({ status }) => status)).toEqual([200, 304]);
    at += 14 * day;
    await sweepNow();
    expect(asked()).toHaveLength(2);
  });

  it('goes on with the next reply where one is gone', async () => {
    await reply(601, { status: 404, body: { message: 'Not Found' } });
    expect(await sweepNow()).toBe(0);
    const [first] = asked();
    expect(first?.status).toBe(404);
    at += 60_000;
    await sweepNow();
    expect(asked()).toHaveLength(1);
  });

  it('stops at the rate limit and keeps its place', async () => {
    await reply(701, { status: 429, body: { message: 'You have exceeded a secondary rate limit' } });
    await expect(sweepNow()).rejects.toThrow();
    await reply(701, { status: 200, body: reactions });
    at += 60_000;
    expect(await sweepNow()).toBe(2);
  });

  it('looks at fifty replies at most in one sweep', async () => {
    for (let id = 800; id < 860; id += 1) await reply(id, null);
    front.route = (_method, path) => (path.includes('/reactions') ? { status: 200, body: [] } : null);
    await sweepNow();
    expect(asked()).toHaveLength(50);
    at += 60_000;
    await sweepNow();
    expect(asked()).toHaveLength(60);
  });

  it('reactions also when the issue is looked at, where there are more than are known', async () => {
    const draft = await reply(901, { status: 200, body: reactions.slice(0, 1) });
    const body = withMarker('x', commentKey(901, draft.id));
    const comment = { id: 901, author: bot, body, at, reactions: 1 };
    const issue = issueWith({ number: 901, comments: [comment] });
    const botLogin = await github.botLogin();
    const own = { ...issue, comments: [{ ...comment, author: { login: botLogin, isBot: true } }] };
    const look = () =>
      observeFeedback(draft, { issue: own, drafts: [{ ...draft, state: 'posted' }] }, depsWith({}));
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    expect(asked()).toHaveLength(1);
  });
});
