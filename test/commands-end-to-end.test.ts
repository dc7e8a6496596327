/** Commands over real HTTP: signed webhooks of an emulated GitHub, the queue, a worker, and reactions, which a small server answers. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandRows } from '../src/core/plan/command-table.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { followUpTools } from './follow-up-world.js';
import { type Front, startFront } from './front.js';
import { startWorld, type World } from './world.js';

let front: Front;
let world: World;
let tools: ReturnType<typeof followUpTools>;
/** What was asked of the reactions of each comment. */
let reactions: Map<number, string[]>;

beforeAll(async () => {
  front = await startFront();
  reactions = new Map();
  front.route = (method, path, sent) => {
    // The emulator has no reactions; GitHub answers 200 to one that is there already, and 201 to a new one.
    const id = /\/issues\/comments\/(\d+)\/reactions$/.exec(path)?.[1];
    if (method !== 'POST' || id === undefined) return null;
    const content = String(JSON.parse(sent).content);
    const known = reactions.get(Number(id)) ?? [];
    if (known.includes(content)) return { status: 200, body: { id: 1, content } };
    reactions.set(Number(id), [...known, content]);
    return { status: 201, body: { id: 1, content } };
  };
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  tools = followUpTools(world);
}, 60_000);
afterAll(async () => {
  await world?.close();
  await front?.close();
});

const report = demoReports[0];

async function drafted(): Promise<number> {
  const number = await world.fileIssue(report?.title ?? '', report?.body ?? '');
  await world.until(`a draft for #${number}`, async () => (await world.draftsOf(number)).length === 1);
  return number;
}

async function reacted(comment: number, content: string): Promise<void> {
  await world.until(`${content} on comment ${comment}`, async () =>
    (reactions.get(comment) ?? []).includes(content),
  );
}

const ours = async (number: number) =>
  (await world.commentsOf(number))
    .filter(({ user }) => user.login === 'dejabug[bot]')
    .map(({ body }) => body);

describe('a command in a comment', () => {
  it('approves the reply, which is posted once though the webhook comes again', async () => {
    const number = await drafted();
    const comment = await tools.say('maintainer', number, 'Looks right.\n\n/dejabug approve');
    await reacted(comment, 'eyes');
    await world.until('the reply', async () => (await ours(number)).length === 1);
    const payload = {
      ...(await world.payload(number, 'created')),
      comment: { id: comment, body: '/dejabug approve', user: { login: 'maintainer' } },
      sender: { login: 'maintainer', type: 'User' },
    };
    for (let again = 0; again < 2; again += 1)
      expect((await world.send({ event: 'issue_comment', body: payload })).status).toBe(200);
    await tools.quiet();
    expect(await ours(number)).toHaveLength(1);
    const [draft] = await world.draftsOf(number);
    expect(draft).toMatchObject({ state: 'posted', decidedBy: 'maintainer' });
  });

  it('with a mistake is answered in one comment, and runs when it is edited', async () => {
    const number = await drafted();
    const comment = await tools.say('maintainer', number, '/dejabug rejct not needed');
    await reacted(comment, 'confused');
    expect(await ours(number)).toEqual([expect.stringContaining('Did you mean `reject`?')]);
    await tools.editComment('maintainer', comment, '/dejabug reject not needed');
    await reacted(comment, '+1');
    expect((await world.draftsOf(number))[0]).toMatchObject({
      state: 'rejected',
      decisionReason: 'not needed',
    });
    await tools.editComment('maintainer', comment, '/dejabug reject not needed\n\n(said)');
    await tools.quiet();
    expect(await ours(number)).toHaveLength(1);
  });

  it('of somebody who may not write does nothing but a reaction', async () => {
    const number = await drafted();
    const comment = await tools.say('reporter', number, '/dejabug approve');
    await reacted(comment, 'confused');
    await tools.quiet();
    expect(await ours(number)).toEqual([]);
    expect((await world.draftsOf(number))[0]?.state).toBe('pending');
  });

  it('says that it is another problem: the label moves and the reply is redrawn', async () => {
    const number = await drafted();
    const [before] = await world.labelsOf(number);
    const comment = await tools.say('maintainer', number, '/dejabug problem dell-boot');
    await reacted(comment, 'eyes');
    await world.until('the labels to move', async () => {
      const labels = await world.labelsOf(number);
      return labels.includes('known: dell-boot') && !labels.includes(before ?? '');
    });
    const states = (await world.draftsOf(number)).map(({ category, state }) => `${category} ${state}`);
    expect(states).toContain('dell-boot pending');
  });

  it('closes a duplicate and opens it again', async () => {
    const [first, second] = [await drafted(), await drafted()];
    await reacted(await tools.say('maintainer', second, `/dejabug duplicate #${first}`), '+1');
    expect((await tools.issue(second)).state).toBe('closed');
    expect(await world.labelsOf(second)).toContain('duplicate');
    expect(await ours(second)).toEqual([expect.stringContaining(`Duplicate of #${first}`)]);
    await reacted(await tools.say('maintainer', second, '/dejabug duplicate off'), '+1');
    expect((await tools.issue(second)).state).toBe('open');
    expect(await world.labelsOf(second)).not.toContain('duplicate');
  });
});

it('docs/commands.md has the table that the parser reads', () => {
  // After a change of src/core/plan/command-table.ts, copy the table that this prints into the page.
  expect(readFileSync(new URL('../docs/commands.md', import.meta.url), 'utf8')).toContain(commandRows());
});
