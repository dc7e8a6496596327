/** A pull request that changes the policy or own rules, end to end: real signed webhooks, the emulator's Checks and Contents API. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownReport, ownRule } from './own-rule.js';
import { annotationsOn, type ListedRun, openPull, type Pull, runsOf } from './pull-requests.js';
import { startWorld, type World } from './world.js';

const policy = '.github/dejabug.yml';
const rule = (id: string) => `.github/known-problems/${id}.yml`;

let world: World;
let repository: { owner: string; repo: string };
beforeAll(async () => {
  world = await startWorld();
  repository = { owner: world.github.owner, repo: world.github.repo };
});
afterAll(() => world?.close());

/** The commit's only check, once it has come to its end. */
async function ended({ headSha }: Pick<Pull, 'headSha'>): Promise<ListedRun> {
  let run: ListedRun | undefined;
  await world.until(`the check of ${headSha}`, async () => {
    const runs = await runsOf(world.github, repository, headSha);
    expect(runs.length).toBeLessThan(2);
    run = runs[0];
    return run?.status === 'completed';
  });
  if (run === undefined) throw new Error('unreachable');
  return run;
}

const change = (files: Parameters<typeof openPull>[2]) => openPull(world.github, repository, files);

describe('a pull request that adds a rule', () => {
  it('shows which issues it would be seen in', async () => {
    const matched = await world.fileIssue(ownReport.title, ownReport.body);
    await world.decision(matched);
    await world.fileIssue('Something else', 'Nothing of that.');
    const pull = await change({ [rule('no-sprocket')]: ownRule('no-sprocket') });
    const run = await ended(pull);
    console.log(JSON.stringify(run, null, 1).replaceAll('\\n', '\n'));
    console.log(JSON.stringify(await annotationsOn(world.github, repository, run.id), null, 1));
    expect(run.conclusion).toBe('neutral');
    expect(run.output.text).toContain(`[#${matched}](`);
  });
});

it('shows an error at its line', async () => {
  const pull = await change({ [policy]: 'mode: suggest\nexempt_label: [a]\n' });
  const run = await ended(pull);
  expect(run.conclusion).toBe('failure');
  expect(await annotationsOn(world.github, repository, run.id)).toMatchObject([
    {
      path: policy,
      start_line: 2,
      annotation_level: 'failure',
      message: expect.stringContaining('did you mean `exempt_labels`'),
    },
  ]);
});
