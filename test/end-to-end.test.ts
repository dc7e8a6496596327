/** The main job over real HTTP: a report is filed on an emulated GitHub, its signed webhook arrives, and what follows. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyName } from '../src/app/policy-name.js';
import { postDraft } from '../src/app/post-draft.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;
if (known === undefined) throw new Error('The demo has no reports.');
const label = 'known: xen-platform-pci';
const noise = { title: 'Add a dark mode', body: 'The settings page hurts my eyes at night.' };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.close());

/** Files the known report and waits until it was decided. */
async function fileKnown(): Promise<number> {
  const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  await world.decision(number);
  return number;
}

async function onlyDraft(number: number) {
  const [draft, ...others] = await world.draftsOf(number);
  if (draft === undefined || others.length > 0) throw new Error(`#${number} has not exactly one draft`);
  return draft;
}

async function untilPosted(number: number): Promise<void> {
  await world.until(`a comment on #${number}`, async () => {
    const [draft] = await world.draftsOf(number);
    return draft?.state === 'posted' && draft.commentUrl !== null;
  });
}

describe('a report of a known problem', () => {
  it('gets its label and a private draft, and nothing is said in public', async () => {
    const number = await fileKnown();
    expect(await world.decision(number)).toMatchObject({
      decision: 'label',
      category: 'xen-platform-pci',
      labels: [label],
    });
    expect(await world.labelsOf(number)).toEqual([label]);
    expect(await onlyDraft(number)).toMatchObject({ state: 'pending', title: known.title });
    expect(await world.commentsOf(number)).toEqual([]);
  });

  it('gives the new label its colour and description', async () => {
    await fileKnown();
    const path = `/repos/${world.github.owner}/${world.github.repo}/labels/${encodeURIComponent(label)}`;
    const created = await world.github.call<object>('maintainer', 'GET', path);
    expect(created).toMatchObject({
      color: expect.stringMatching(/^[0-9a-f]{6}$/),
      description: expect.stringMatching(/\w/),
    });
  });

  it('is not handled again when its delivery is sent again', async () => {
    const number = await fileKnown();
    const body = await world.payload(number, 'opened');
    const first = await world.decision(number);
    expect((await world.send({ id: 'one-delivery', body })).status).toBe(200);
    const second = await world.decision(number, first);
    expect((await world.send({ id: 'one-delivery', body })).status).toBe(200);
    // A further delivery overtakes nothing: what the repeated one would have done is done before its decision is there.
    expect((await world.send({ id: 'another-delivery', body })).status).toBe(200);
    const third = await world.decision(number, second);
    expect(third.deliveryId).toBe('another-delivery');
    expect(await world.labelsOf(number)).toEqual([label]);
    await onlyDraft(number);
  });

  it('gets nothing new when it is edited without a change of meaning', async () => {
    const number = await fileKnown();
    const before = await world.decision(number);
    const draft = await onlyDraft(number);
    await world.editIssue(number, { body: `${known.body}\nThanks for looking at this!` });
    await world.decision(number, before);
    expect(await onlyDraft(number)).toMatchObject({ id: draft.id, state: 'pending' });
    expect(await world.labelsOf(number)).toEqual([label]);
  });

  it('loses its draft when an edit leaves nothing to recognise, and keeps the label for people to judge', async () => {
    const number = await fileKnown();
    const before = await world.decision(number);
    await world.editIssue(number, noise);
    expect(await world.decision(number, before)).toMatchObject({ decision: 'abstain' });
    expect(await onlyDraft(number)).toMatchObject({ state: 'superseded' });
    expect(await world.labelsOf(number)).toEqual([label]);
  });

  it('never gets a label back that a person removed', async () => {
    const number = await fileKnown();
    const before = await world.decision(number);
    await world.removeLabel(number, label);
    await world.editIssue(number, { body: `${known.body}\nStill the same.` });
    const decision = await world.decision(number, before);
    expect(decision).toMatchObject({ decision: 'abstain', labels: [] });
    expect(decision.reason).toContain('maintainer removed the label');
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await onlyDraft(number)).toMatchObject({ state: 'superseded' });
  });
});

describe('an approved draft', () => {
  it('becomes exactly one comment with a hidden marker, however often it is approved and run', async () => {
    const number = await fileKnown();
    const draft = await onlyDraft(number);
    expect((await world.approve(draft.id)).kind).toBe('approved');
    expect((await world.approve(draft.id)).kind).toBe('decided');
    await untilPosted(number);
    await Promise.all([postDraft(draft.id, world.dejabug.deps), postDraft(draft.id, world.dejabug.deps)]);

    const comments = await world.commentsOf(number);
    expect(comments).toHaveLength(1);
    expect(comments[0]).toMatchObject({ user: { login: 'dejabug[bot]' } });
    expect(comments[0]?.body).toContain(draft.reply.trim());
    expect(comments[0]?.body).toMatch(/\n<!-- dejabug:comment:\d+:[\w%-]+ -->\n$/);
    expect(await onlyDraft(number)).toMatchObject({ state: 'posted', decidedBy: 'maintainer' });
  });

  it('becomes one comment when two workers post it at the same moment', async () => {
    const number = await fileKnown();
    const draft = await onlyDraft(number);
    const { store, clock } = world.dejabug.deps;
    await store.moveDraft(draft.id, 'pending', 'approved', { decidedBy: 'maintainer' }, clock.now());
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => postDraft(draft.id, world.dejabug.deps)));
    expect(outcomes.some((outcome) => outcome.status === 'fulfilled')).toBe(true);
    expect(await world.commentsOf(number)).toHaveLength(1);
    expect(await onlyDraft(number)).toMatchObject({ state: 'posted' });
  });

  it('is superseded with the reason when the issue was closed meanwhile', async () => {
    const number = await fileKnown();
    const draft = await onlyDraft(number);
    await world.editIssue(number, { state: 'closed' });
    await world.approve(draft.id);
    await world.until('the supersession', async () => (await onlyDraft(number)).state === 'superseded');
    expect(await onlyDraft(number)).toMatchObject({ decisionReason: 'The issue is closed.' });
    expect(await world.commentsOf(number)).toEqual([]);
  });
});

describe('a report of nothing known', () => {
  it('is left alone on GitHub, and the decision says why', async () => {
    const number = await world.fileIssue(noise.title, noise.body);
    const decision = await world.decision(number);
    expect(decision).toMatchObject({ decision: 'abstain', category: null, labels: [] });
    expect(decision.reason).toMatch(/\w/);
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.commentsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
  });

  it.each([
    ['no body', null],
    ['half a surrogate pair and NUL', 'broken \ud800 text \u0000 here'],
    ['a megabyte of log', '[    0.000000] Linux version 3.2.0\n'.repeat(30_000)],
    ['another language', 'サーバーが起動しません。助けてください。'],
  ])('is decided when it has %s', async (_what, body) => {
    const number = await world.fileIssue('Something is odd', body);
    expect(await world.decision(number)).toMatchObject({ decision: 'abstain' });
  });
});

describe('the policy of the repository', () => {
  afterAll(() => world.setPolicy('mode: suggest\n'));

  it('in dry-run records the decision and touches nothing', async () => {
    await world.setPolicy('mode: dry-run\n');
    const number = await fileKnown();
    expect(await world.decision(number)).toMatchObject({ decision: 'label', labels: [] });
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
  });

  it('in auto answers this known problem without review', async () => {
    await world.setPolicy('problems:\n  xen-platform-pci:\n    mode: auto\n');
    const number = await fileKnown();
    await untilPosted(number);
    expect(await world.commentsOf(number)).toHaveLength(1);
    expect(await onlyDraft(number)).toMatchObject({ decidedBy: '.github/dejabug.yml' });
  });

  it('that takes auto back gives to the desk what it had approved and what is not posted yet', async () => {
    await world.setPolicy('mode: suggest\n');
    const number = await fileKnown();
    await world.decision(number);
    const { id } = await onlyDraft(number);
    const { store, deps } = world.dejabug;
    await store.moveDraft(id, 'pending', 'approved', { decidedBy: policyName }, Date.now());
    await postDraft(id, deps);
    expect(await store.draft(id)).toMatchObject({ state: 'pending' });
    expect(await world.commentsOf(number)).toEqual([]);
  });

  it.each([
    ['a misspelt key', 'mod: suggest\n', /did you mean `mode`/],
    ['broken YAML', 'mode: [suggest\n', /the present one cannot be: /],
    ['aliases that explode', explosion(), /alias/i],
  ])('with %s leaves the last one in force, and the decision says so', async (_what, yaml, says) => {
    await world.setPolicy('mode: dry-run\n');
    await world.decision(await fileKnown());
    await world.setPolicy(yaml);
    const number = await fileKnown();
    const decision = await world.decision(number);
    expect(decision).toMatchObject({ decision: 'label', labels: [] });
    expect(decision.reason).toMatch(says);
    expect(await world.labelsOf(number)).toEqual([]);
    expect(await world.draftsOf(number)).toEqual([]);
  });
});

/** Nine lists of nine references each, every one to the list before: a billion entries in a few lines. */
function explosion(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}
