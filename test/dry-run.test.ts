/** Dry run at the HTTP layer: the same plan, and not one request to GitHub that changes anything. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoReports } from '../src/entry/demo/reports.js';
import { type Front, mutations, startFront } from './front.js';
import { startWorld, type World } from './world.js';

const [known] = demoReports;

let front: Front;
let world: World;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});

async function file(): Promise<number> {
  const number = await world.fileIssue(known?.title ?? '', known?.body ?? '');
  await world.decision(number);
  return number;
}

describe('a report of a known problem', () => {
  it('in dry run makes no request that changes anything, however often it is edited', async () => {
    await world.setPolicy('mode: dry-run\n');
    const number = await file();
    const before = await world.decision(number);
    await world.editIssue(number, { body: `${known?.body}\nOnce more.` });
    expect(await world.decision(number, before)).toMatchObject({ decision: 'label', labels: [] });
    expect(front.passed.length).toBeGreaterThan(3);
    expect(mutations(front.passed)).toEqual([]);
  });

  it('otherwise makes one labels call for each issue, one for a new label, and no comment', async () => {
    await world.setPolicy('mode: suggest\n');
    const { owner, repo } = world.github;
    const first = await file();
    const second = await file();
    const before = await world.decision(second);
    await world.editIssue(second, { body: `${known?.body}\nStill there.` });
    await world.decision(second, before);
    expect(mutations(front.passed)).toEqual([
      `POST /repos/${owner}/${repo}/labels`,
      `POST /repos/${owner}/${repo}/issues/${first}/labels`,
      `POST /repos/${owner}/${repo}/issues/${second}/labels`,
    ]);
  });

  it('approved makes one comment, and none when everything runs again', async () => {
    const number = await file();
    const [draft] = await world.draftsOf(number);
    await world.approve(draft?.id ?? '');
    await world.until('the comment', async () => (await world.draftsOf(number))[0]?.commentUrl != null);
    const before = await world.decision(number);
    await world.send({ body: await world.payload(number, 'edited') });
    await world.decision(number, before);
    const comments = mutations(front.passed).filter((request) => request.endsWith('/comments'));
    expect(comments).toEqual([
      `POST /repos/${world.github.owner}/${world.github.repo}/issues/${number}/comments`,
    ]);
  });
});
