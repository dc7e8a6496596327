/** Commands in a comment, on the real store with the real rules: what each does, its answer, its undo, and that each runs once. */

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/adapters/database/open-database.js';
import { postgresStore } from '../src/adapters/database/postgres-store.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { Deps } from '../src/app/deps.js';
import type { Draft, GitHub, IssueRef, Job, Pack, Permission, Store } from '../src/app/ports.js';
import { postDraft } from '../src/app/post-draft.js';
import { runCommands } from '../src/app/run-commands.js';
import { runFollowUp } from '../src/app/run-follow-up.js';
import { triageInTurn } from '../src/app/triage-in-turn.js';
import type { Person } from '../src/core/plan/issue-snapshot.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { openPack } from '../src/entry/open-pack.js';
import { databaseBackends, type Place, silentLog } from './backends.js';
import { type GitHubModel, gitHubModel } from './github-model.js';
import { bot, reporter } from './plan-fixtures.js';
import { freshIssue, noon } from './store-fixtures.js';

const undoMs = 10_000;
const platformPci = 'known: xen-platform-pci';
const wanda: Person = { login: 'wanda', isBot: false };

let place: Place;
let store: Store;
let pack: Pack;
let now: number;
let model: GitHubModel;
let jobs: { job: Job; id: string }[];
let permission: Permission;
let asked: string[];
let deps: Deps;

beforeAll(async () => {
  const backend = (await databaseBackends()).filter(({ answers }) => answers).at(-1);
  if (backend === undefined) throw new Error('no database');
  place = await backend.create();
  store = postgresStore(await openDatabase(place.database, silentLog));
  pack = await openPack();
});
afterAll(async () => {
  await store?.close();
  await place?.remove();
});
beforeEach(() => begin());

function begin(change: Partial<GitHub> = {}): void {
  now = noon;
  model = gitHubModel(() => now);
  jobs = [];
  asked = [];
  permission = 'write';
  const queue = {
    async add(job: Job, { id }: { id: string }) {
      if (!jobs.some((known) => known.id === id)) jobs.push({ job, id });
    },
  } as unknown as Deps['queue'];
  const github = {
    ...model.github,
    async permissionOf(_ref: object, login: string) {
      asked.push(login);
      return permission;
    },
    ...change,
  };
  const clock = { now: () => now };
  deps = { github, store, queue, pack, clock, log: silentLog, readYaml: readPolicyYaml, undoMs };
}

const hvm = demoReports.find(({ body }) => /platform/i.test(body));
let next = 1;

/** What was kept of people's words about the issue. */
async function judged(ref: IssueRef): Promise<readonly string[]> {
  const kept = await store.feedbackOfIssue(ref);
  return kept.map(
    ({ kind, category, chosen }) => `${kind} ${category}${chosen === null ? '' : `: ${chosen}`}`,
  );
}

async function triage(ref: IssueRef): Promise<void> {
  now += 2_000;
  const deliveryId = `commands-${next++}`;
  await store.receive({ key: deliveryId, deliveryId, event: 'issues.edited', issue: ref }, 0, now);
  await triageInTurn({ kind: 'triage', deliveryId, event: 'issues.edited', issue: ref }, deps);
}

/** An issue with a recognised report and its pending draft. */
async function drafted(): Promise<IssueRef> {
  const ref = freshIssue();
  model.issue(ref.number).body = `${hvm?.title}\n\n${hvm?.body}`;
  await triage(ref);
  return ref;
}

/** Somebody comments, and the comment's commands are run; returns its id. */
async function says(ref: IssueRef, body: string, author: Person = wanda): Promise<number> {
  const id = 5_000 + next++;
  now += 1_000;
  model.issue(ref.number).comments.push({ id, author, body, at: now });
  await runCommands(ref, id, deps);
  return id;
}

function edit(ref: IssueRef, id: number, body: string): void {
  const { comments } = model.issue(ref.number);
  const at = comments.findIndex((comment) => comment.id === id);
  const known = comments[at];
  if (known !== undefined) comments[at] = { ...known, body, editedAt: now };
}

async function newest(ref: IssueRef): Promise<Draft> {
  const [draft] = await store.draftsOfIssue(ref);
  if (draft === undefined) throw new Error('no draft');
  return draft;
}

async function postNow(ref: IssueRef): Promise<void> {
  now += undoMs;
  for (const { id, state } of await store.draftsOfIssue(ref))
    if (state === 'approved') await postDraft(id, deps);
}

const reaction = () => model.reactions.at(-1)?.reaction;
const answer = () => model.said.at(-1)?.body ?? '';

describe('what each command does, and how it is taken back', () => {
  it('approve posts the draft once the undo time is over', async () => {
    const ref = await drafted();
    await says(ref, 'Good.\n\n/dejabug approve');
    expect(reaction()).toBe('eyes');
    expect(await newest(ref)).toMatchObject({ state: 'approved', decidedBy: 'wanda' });
    await postNow(ref);
    expect(model.said).toHaveLength(1);
    expect(answer()).toContain('xen_emul_unplug=never');
  });

  it('approve is taken back by reject, and after the posting that is too late', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug approve');
    await says(ref, '/dejabug reject wrong advice: use 4.17');
    expect(await newest(ref)).toMatchObject({ state: 'rejected', decisionReason: 'wrong advice: use 4.17' });
    await postNow(ref);
    expect(model.said).toEqual([]);
  });

  it('reject needs no reason, and problem draws the reply again', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug reject');
    expect(await newest(ref)).toMatchObject({ state: 'rejected', decisionReason: 'other' });
    await says(ref, '/dejabug problem xen-platform-pci');
    expect(await newest(ref)).toMatchObject({ state: 'pending', chosenBy: 'wanda' });
    await triage(ref);
    expect(await store.draftsOfIssue(ref)).toHaveLength(2);
  });

  it('problem redraws the reply and moves our label; the other one takes it back', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug problem dell-boot');
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual(['known: dell-boot']);
    expect(await judged(ref)).toEqual(['other-problem xen-platform-pci: dell-boot']);
    await says(ref, '/dejabug problem xen-platform-pci');
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([platformPci]);
    const pending = (await store.draftsOfIssue(ref)).filter(({ state }) => state === 'pending');
    expect(pending.map(({ category }) => category)).toEqual(['xen-platform-pci']);
  });

  it('not rules the problem out for ever, withdraws what was approved, and problem takes it back', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug approve\n/dejabug not xen-platform-pci');
    await triage(ref);
    await postNow(ref);
    expect(model.said).toEqual([]);
    expect(model.issue(ref.number).labels).toEqual([]);
    expect(await newest(ref)).toMatchObject({
      state: 'superseded',
      decisionReason: 'wanda ruled out `xen-platform-pci`.',
    });
    model.issue(ref.number).body += '\nedited';
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([]);
    for (const { id } of await store.scheduledFollowUps(ref)) await runFollowUp(id, deps);
    expect(await store.scheduledFollowUps(ref)).toEqual([]);
    expect(await judged(ref)).toEqual(['approved xen-platform-pci', 'veto xen-platform-pci']);
    await says(ref, '/dejabug problem xen-platform-pci');
    await triage(ref);
    expect(model.issue(ref.number).labels).toEqual([platformPci]);
    expect((await newest(ref)).state).toBe('pending');
  });

  it('explain says what was recognised and by which words, harmlessly', async () => {
    const ref = await drafted();
    model.issue(ref.number).body += '\n\nCC @octocat, see #12; password=hunter2secret';
    await says(ref, '/dejabug explain');
    expect(reaction()).toBe('+1');
    expect(answer()).toContain('**xen-platform-pci** with');
    expect(answer()).toContain('For it:');
    expect(answer()).not.toMatch(/@octocat|#12\b|hunter2/);
  });

  it('retriage reads the issue again', async () => {
    const ref = await drafted();
    jobs.length = 0;
    await says(ref, '/dejabug retriage');
    expect(jobs.map(({ job }) => job.kind)).toEqual(['triage']);
    expect(reaction()).toBe('eyes');
  });

  it('ask posts the open questions, approved by who asked; reject takes them back', async () => {
    const ref = freshIssue();
    model.issue(ref.number).body =
      'Dell PowerEdge R640. With Xen the screen stops right after GRUB. Plain Linux boots.';
    await triage(ref);
    const before = await store.draftsOfIssue(ref);
    await says(ref, '/dejabug ask');
    const asking = await newest(ref);
    expect(asking).toMatchObject({ state: 'approved', decidedBy: 'wanda', category: 'dell-boot' });
    expect(asking.missing.length).toBeGreaterThan(0);
    await postNow(ref);
    expect(answer()).toContain('- [ ] ');
    expect(before.every(({ id }) => id !== asking.id)).toBe(true);
  });

  it('snooze takes drafts off the desk, and snooze off brings them back', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug snooze 7d');
    expect((await newest(ref)).snoozedUntil).toBe(now + 7 * 86_400_000);
    await says(ref, '/dejabug snooze off');
    expect((await newest(ref)).snoozedUntil).toBeNull();
  });

  it('freeze and unfreeze', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug freeze');
    expect(await store.freezeOf(ref)).toMatchObject({ by: 'wanda' });
    await says(ref, '/dejabug approve');
    expect(reaction()).toBe('confused');
    expect(answer()).toContain('wanda froze the issue');
    await says(ref, '/dejabug unfreeze');
    expect(await store.freezeOf(ref)).toBeNull();
  });

  it('duplicate says so, labels and closes; duplicate off opens it again', async () => {
    const ref = await drafted();
    const closed: string[] = [];
    const { closeIssue } = deps.github;
    deps = {
      ...deps,
      github: {
        ...deps.github,
        async closeIssue(issue, as) {
          closed.push(as);
          await closeIssue(issue, as);
        },
      },
    };
    model.issue(3);
    await says(ref, '/dejabug duplicate #3');
    expect(answer()).toContain('Duplicate of #3');
    expect(closed).toEqual(['duplicate']);
    expect(model.issue(ref.number).labels).toContain('duplicate');
    expect((await newest(ref)).state).toBe('superseded');
    await says(ref, '/dejabug duplicate off');
    expect(model.issue(ref.number).state).toBe('open');
    expect(model.issue(ref.number).labels).not.toContain('duplicate');
  });

  it('duplicate with another number says and closes anew', async () => {
    const ref = await drafted();
    for (const number of [3, 4]) model.issue(number);
    const id = await says(ref, '/dejabug duplicate #3');
    edit(ref, id, '/dejabug duplicate #4');
    await runCommands(ref, id, deps);
    expect(model.said.map(({ body }) => body.split('\n')[0])).toEqual(['Duplicate of #3', 'Duplicate of #4']);
  });

  it('duplicate off goes on where a try before it stopped between opening and the label', async () => {
    const ref = await drafted();
    model.issue(3);
    await says(ref, '/dejabug duplicate #3');
    const { removeLabel } = deps.github;
    let isAway = true;
    deps = {
      ...deps,
      github: {
        ...deps.github,
        async removeLabel(issue, name) {
          if (isAway) throw Object.assign(new Error('502'), { outcome: 'refused', retry: true });
          await removeLabel(issue, name);
        },
      },
    };
    await expect(says(ref, '/dejabug duplicate off')).rejects.toThrow('502');
    isAway = false;
    const id = model.issue(ref.number).comments.findLast(({ author }) => author === wanda)?.id ?? 0;
    await runCommands(ref, id, deps);
    expect(model.issue(ref.number).labels).not.toContain('duplicate');
    expect(reaction()).toBe('+1');
  });

  it('help lists the commands', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug help');
    expect(answer()).toContain('- `/dejabug snooze <time>`');
  });
});

describe('an answer', () => {
  it('to several mistakes is one comment, and an edit adds to it', async () => {
    const ref = await drafted();
    const id = await says(ref, '/dejabug aprove\n/dejabug problem nothing');
    expect(model.said).toHaveLength(1);
    const ours = () => model.issue(ref.number).comments.filter(({ author }) => author === bot);
    expect(ours()[0]?.body).toContain('Did you mean `approve`?');
    expect(ours()[0]?.body).toContain('Known are');
    edit(ref, id, '/dejabug aprove\n/dejabug snooze soon\n/dejabug approve');
    await runCommands(ref, id, deps);
    expect(model.said).toHaveLength(1);
    expect(ours()[0]?.body.match(/Did you mean/g)).toHaveLength(1);
    expect(ours()[0]?.body).toContain('Say for how long');
    expect((await newest(ref)).state).toBe('approved');
  });

  it('to somebody who may not write is a reaction, and nothing else, once', async () => {
    const ref = await drafted();
    permission = 'triage';
    const id = await says(ref, '/dejabug approve\n/dejabug help', reporter);
    await runCommands(ref, id, deps);
    expect(model.reactions).toEqual([{ commentId: id, reaction: 'confused' }]);
    expect(asked).toEqual([reporter.login]);
    expect(model.said).toEqual([]);
    expect((await newest(ref)).state).toBe('pending');
  });

  it('quotes what looks like a pattern of a replacement as it stands', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug aprove\n/dejabug shell$\n/dejabug help');
    const ours = model.issue(ref.number).comments.find(({ author }) => author === bot)?.body ?? '';
    expect(ours).toContain('shell$');
    expect(ours.match(/Did you mean/g)).toHaveLength(1);
  });

  it('to somebody who may not write is none where the policy turns everything off', async () => {
    const ref = await drafted();
    permission = 'read';
    const policy = { path: '.github/dejabug.yml', text: 'mode: off\n', sha: 'f'.repeat(40) };
    deps = { ...deps, github: { ...deps.github, repositoryFiles: async () => ({ policy, rules: [] }) } };
    await says(ref, '/dejabug help', reporter);
    expect(model.reactions).toEqual([]);
    expect(model.said).toEqual([]);
  });

  it('to bots, to ourselves, and to comments without commands is none', async () => {
    const ref = await drafted();
    await says(ref, '/dejabug approve', { login: 'ci[bot]', isBot: true });
    await says(ref, '/dejabug approve', { login: bot.login, isBot: false });
    await says(ref, '`/dejabug approve`');
    expect([model.reactions, model.said, asked]).toEqual([[], [], []]);
    await runCommands(ref, 1, deps);
    expect((await newest(ref)).state).toBe('pending');
  });

  it.each([
    ['/dejabug duplicate #12', { of: 12 }, 'no duplicate of itself'],
    ['/dejabug duplicate other/repo#3', { of: 3 }, 'another repository'],
    ['/dejabug duplicate off', null, 'not closed as a duplicate'],
  ])('says why not: %s', async (body, _of, problem) => {
    const ref = { ...(await drafted()) };
    await says(ref, body.replace('#12', `#${ref.number}`));
    expect(reaction()).toBe('confused');
    expect(answer()).toContain(problem);
    expect(model.issue(ref.number).state).toBe('open');
  });

  it('names an issue that does not exist', async () => {
    const readIssue: GitHub['readIssue'] = (ref) =>
      ref.number === 404 ? Promise.resolve(null) : model.github.readIssue(ref);
    begin();
    deps = { ...deps, github: { ...deps.github, readIssue } };
    const ref = await drafted();
    await says(ref, '/dejabug duplicate #404');
    expect(answer()).toContain('There is no issue 404');
  });
});

/** Fails at the nth write to GitHub, before or after it took effect. */
interface Fault {
  readonly call: number;
  readonly when: 'before' | 'after';
}

function failing(github: GitHub, { call, when }: Fault): GitHub {
  let calls = 0;
  const writes = [
    'postComment',
    'editComment',
    'addLabels',
    'removeLabel',
    'closeIssue',
    'reopenIssue',
    'react',
  ];
  return new Proxy(github, {
    get(target, name) {
      const known: unknown = Reflect.get(target, name);
      if (typeof known !== 'function' || !writes.includes(String(name))) return known;
      return async (...input: readonly unknown[]) => {
        calls += 1;
        if (calls === call && when === 'before') throw new Error('away');
        const result: unknown = await Reflect.apply(known, target, input);
        if (calls === call && when === 'after') throw new Error('its answer was lost');
        return result;
      };
    },
  });
}

const lines = fc.constantFrom(
  '/dejabug explain',
  '/dejabug aprove',
  '/dejabug freeze',
  '/dejabug unfreeze',
  '/dejabug snooze 7d',
  '/dejabug duplicate #3',
  '/dejabug approve',
  '/dejabug ask',
  'Thanks.',
);
const faults = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 8 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  }),
  { nil: null },
);

describe('whatever is redelivered, edited, run at once, or fails in between', () => {
  it('each command of a comment runs once, and its answer is said once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(lines, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 4, maxLength: 4 }),
        faults,
        async (edits, redeliveries, fault) => {
          begin();
          const ref = await drafted();
          model.issue(3);
          const settled: string[] = [];
          const counted: Deps = {
            ...deps,
            github: fault === null ? deps.github : failing(deps.github, fault),
            store: {
              ...store,
              async settleCommand(claim, command, at) {
                const isOurs = await store.settleCommand(claim, command, at);
                if (isOurs) settled.push(command);
                return isOurs;
              },
            },
          };
          const id = 5_000 + next++;
          model.issue(ref.number).comments.push({ id, author: wanda, body: '', at: now });
          for (const [index, edited] of edits.entries()) {
            edit(ref, id, edited.join('\n'));
            const runs = Array.from({ length: redeliveries[index] ?? 1 }, () =>
              runCommands(ref, id, counted),
            );
            await Promise.allSettled(runs);
          }
          // Whatever failed is tried again by the queue, after every claim has run out.
          now += 11 * 60_000;
          await runCommands(ref, id, counted);

          expect(new Set(settled).size).toBe(settled.length);
          const { comments } = model.issue(ref.number);
          const ours = comments.filter(({ author }) => author === bot).map(({ body }) => body);
          const answers = ours.filter((body) => body.includes(`dejabug:answer:${ref.number}:${id}`));
          expect(answers.length).toBeLessThanOrEqual(1);
          for (const [marker] of (answers[0] ?? '').matchAll(/<!-- dejabug:said:[^>]+-->/g))
            expect((answers[0] ?? '').split(marker)).toHaveLength(2);
          expect(ours.filter((body) => body.includes('Duplicate of #3')).length).toBeLessThanOrEqual(1);
          const asking = (await store.draftsOfIssue(ref)).filter(({ reply }) => reply.startsWith('To go on'));
          expect(asking.length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);
});
