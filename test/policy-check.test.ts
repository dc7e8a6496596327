/** A pull request that changes the policy or own rules, end to end: real signed webhooks, the emulator's Checks and Contents API. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkPolicy } from '../src/app/check-policy.js';
import type { GitHub, Job } from '../src/app/ports.js';
import { startingSide } from '../src/app/starting-side.js';
import { tryRules } from '../src/app/try-rules.js';
import { openRuleTrials } from '../src/entry/rule-trials.js';
import { type Front, mutations, startFront } from './front.js';
import { ownReport, ownRule } from './own-rule.js';
import {
  annotationsOn,
  commitOn,
  type ListedRun,
  openPull,
  type Pull,
  pullOf,
  runsOf,
} from './pull-requests.js';
import type { Committed } from './repository-commit.js';
import { startWorld, type World } from './world.js';

const policy = '.github/dejabug.yml';
const rule = (id: string) => `.github/known-problems/${id}.yml`;

let front: Front;
let world: World;
let repository: { owner: string; repo: string };
/** An issue that the rule `no-sprocket` is about. */
let matched: number;
beforeAll(async () => {
  front = await startFront();
  world = await startWorld({ GITHUB_API_URL: front.url });
  front.target = world.github.url;
  repository = { owner: world.github.owner, repo: world.github.repo };
  matched = await world.fileIssue(ownReport.title, ownReport.body);
  await world.decision(matched);
  await world.fileIssue('Something else', 'Nothing of that.');
});
afterAll(async () => {
  await world?.close();
  await front?.close();
});
beforeEach(() => {
  front.route = () => null;
  front.hold = () => false;
});

const open = (files: Parameters<typeof openPull>[2]) => openPull(world.github, repository, files);
const runs = (headSha: string) => runsOf(world.github, repository, headSha);
const marks = (run: ListedRun) => annotationsOn(world.github, repository, run.id);

/** The commit's only check, once it has come to its end. */
async function ended(
  { headSha }: Pick<Pull, 'headSha'>,
  also = (_run: ListedRun) => true,
): Promise<ListedRun> {
  let run: ListedRun | undefined;
  await world.until(`the check of ${headSha}`, async () => {
    const [only, ...others] = await runs(headSha);
    expect(others).toEqual([]);
    run = only;
    return only?.status === 'completed' && also(only);
  });
  if (run === undefined) throw new Error('unreachable');
  return run;
}

/** Nothing waits or runs any more. */
async function quiet(): Promise<void> {
  let calm = 0;
  await world.until('the queue to be quiet', async () => {
    const { waiting, active } = await world.dejabug.deps.queue.counts();
    calm = waiting + active === 0 ? calm + 1 : 0;
    return calm >= 4;
  });
}

function webhook(action: string, { number, headSha }: Pull, id: string = randomUUID()) {
  const body = {
    action,
    pull_request: { number, head: { sha: headSha } },
    repository: { name: repository.repo, owner: { login: repository.owner } },
    sender: { login: 'maintainer', type: 'User' },
    installation: { id: world.github.app.installationId },
  };
  return world.send({ event: 'pull_request', id, body });
}

function jobFor({ number, headSha }: Pull, again = false): Extract<Job, { kind: 'check-policy' }> {
  const { installationId } = world.ref(1);
  const place = { installationId, ...repository };
  return {
    kind: 'check-policy',
    deliveryId: randomUUID(),
    repository: place,
    pull: number,
    headSha,
    again,
    runId: null,
    at: 0,
  };
}

/** Of another process: the world's own may be checking what an earlier test left. */
const openTrial = openRuleTrials().open;

/** GitHub as it would be had the branch of this pull request moved to another commit: the emulator does not move it. */
function movedTo(headSha: string, pull: Pull): GitHub {
  const { github } = world.dejabug.deps;
  return {
    ...github,
    async pullRequest(ref) {
      const read = await github.pullRequest(ref, pull.number);
      return read === null ? null : { ...read, headSha };
    },
  };
}

describe('a pull request that adds a rule', () => {
  it('shows which issues it would be seen in, with links', async () => {
    const run = await ended(await open({ [rule('no-sprocket')]: ownRule('no-sprocket') }));
    expect(run).toMatchObject({ conclusion: 'neutral', output: { title: '1 issue judged otherwise' } });
    expect(run.output.summary).toContain('| Newly matched | 1 |');
    expect(run.output.summary).toContain('| `no-sprocket` | – | `suggest`, `known: no-sprocket` | new |');
    expect(run.output.summary).toContain(
      'Labels that are created when they are first used: `known: no-sprocket`.',
    );
    const link = `[#${matched}](${world.github.url}/${repository.owner}/${repository.repo}/issues/${matched})`;
    expect(run.output.text).toContain(
      `| ${link} \`${ownReport.title}\` | open | – | \`no-sprocket\`, labelled |`,
    );
    // And nothing of it is in force.
    expect(await world.labelsOf(matched)).toEqual([]);
  });

  it('says what goes against maintainers, and not who said it', async () => {
    const ref = world.ref(matched);
    await world.dejabug.store.judge(ref, 'no-sprocket', 'is-not', 'maintainer-of-old', Date.now());
    try {
      const run = await ended(await open({ [rule('no-sprocket')]: ownRule('no-sprocket') }));
      expect(run.output.title).toBe('1 issue judged otherwise, 1 against what maintainers had decided');
      expect(run.output.text).toMatch(
        /Against what maintainers had decided \(1\)[^#]*.*\*\*not `no-sprocket`\*\*/s,
      );
      expect(JSON.stringify(run)).not.toContain('maintainer-of-old');
    } finally {
      await world.dejabug.store.judge(ref, 'no-sprocket', 'is', 'maintainer', Date.now());
    }
  });

  it('runs its examples as tests', async () => {
    const examples = `match:\n  - { title: 'The handle is loose', body: 'Nothing else.' }\n`;
    const run = await ended(await open({ [rule('no-sprocket')]: `${ownRule('no-sprocket')}${examples}` }));
    expect(run.conclusion).toBe('failure');
    expect(run.output.summary).toContain('1 example of theirs decided, **1 otherwise than they should be**');
    expect(await marks(run)).toContainEqual(
      expect.objectContaining({
        path: rule('no-sprocket'),
        start_line: 21,
        annotation_level: 'failure',
        message: expect.stringContaining('the example "The handle is loose" must be label no-sprocket'),
      }),
    );
  });
});

describe('what is wrong is marked where it stands', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map(
      (key, at) =>
        `${key}: &${key} [${Array(9)
          .fill(`*${String.fromCharCode(97 + at)}`)
          .join(',')}]`,
    )
    .join('\n')}\n`;
  const signal = (pattern: string) =>
    `  - id: a\n    says: It is so.\n    weight: 9\n    pattern: '${pattern}'`;
  it.each<readonly [what: string, files: Readonly<Record<string, Committed>>, line: number, says: RegExp]>([
    ['an unknown key', { [policy]: 'mode: suggest\nexempt_label: [a]\n' }, 2, /did you mean `exempt_labels`/],
    ['a wrong type', { [policy]: '# Ours\n\nmode: 7\n' }, 3, /mode: /],
    ['no YAML', { [policy]: 'mode: suggest\nproblems: [a\n' }, 3, /flow|\]|,/i],
    ['a bomb of aliases', { [policy]: bomb }, 1, /alias/i],
    ['a megabyte', { [policy]: `# ${'x'.repeat(1024 * 1024)}` }, 1, /more than 262144/],
    ['a directory', { [`${policy}/inside`]: 'mode: auto' }, 1, /is a directory/],
    ['a symbolic link', { [policy]: { link: '../README.md' } }, 1, /is a symbolic link/],
    [
      'a problem that nobody knows',
      { [policy]: 'problems:\n  dell-boot: { mode: off }\n  del-boot: { mode: off }\n' },
      3,
      /did you mean `dell-boot`/,
    ],
    ['a pack that nobody knows', { [policy]: 'packs:\n  - xen\n  - xenn\n' }, 3, /no pack `xenn`/],
    [
      'a label of another known problem',
      { [policy]: 'problems:\n  dell-boot:\n    label: "Known: EC2-kexec"\n' },
      3,
      /label of `ec2-kexec` too/,
    ],
    ['a repository that is not there', { [policy]: 'extends: acme\n' }, 1, /must be a repository/],
    [
      'a pattern of nested repetitions',
      { [rule('a')]: ownRule('a', signal('(word{1,99}){1,99}')) },
      13,
      /repetitions/,
    ],
    ['an id of the packs', { [rule('dell-boot')]: ownRule('dell-boot') }, 1, /give this one another id/],
  ])('%s', async (_what, files, line, says) => {
    const run = await ended(await open(files));
    expect(run.conclusion).toBe('failure');
    expect(run.output.title).toBe('The policy cannot be followed: 1 error');
    expect(await marks(run)).toEqual([
      expect.objectContaining({
        path: Object.keys(files)[0]?.replace('/inside', ''),
        start_line: line,
        annotation_level: 'failure',
        message: expect.stringMatching(says),
      }),
    ]);
  });

  it('and an empty file is the default', async () => {
    const run = await ended(await open({ [policy]: '' }));
    expect(run).toMatchObject({ conclusion: 'success', output: { title: 'No issue is judged otherwise' } });
  });

  it('a label that is not there, with the one that was meant', async () => {
    const label = { name: 'wontfix', color: 'ffffff' };
    const labels = `/repos/${repository.owner}/${repository.repo}/labels`;
    await world.github.call('maintainer', 'POST', labels, label).catch(() => {});
    const run = await ended(await open({ [policy]: 'exempt_labels:\n  - wontfix\n  - wontfixx\n' }));
    expect(run.conclusion).toBe('neutral');
    expect(await marks(run)).toEqual([
      expect.objectContaining({
        start_line: 3,
        annotation_level: 'warning',
        message: 'the repository has no label `wontfixx`, so this does nothing; did you mean `wontfix`?',
      }),
    ]);
  });

  it('among ten thousand labels, with a bounded number of questions', async () => {
    front.route = (method, path) => {
      if (method !== 'GET' || !/\/labels\?/.test(path)) return null;
      const page = Number(/[?&]page=(\d+)/.exec(path)?.[1] ?? 1);
      const names = Array.from({ length: 100 }, (_, at) => ({ name: `area ${page * 100 + at}`, color: '0' }));
      return page > 100 ? { status: 200, body: [] } : { status: 200, body: names };
    };
    front.passed.length = 0;
    const names = Array.from({ length: 100 }, (_, at) => `  - area ${at + 150}\n  - none ${at}\n`).slice(
      0,
      50,
    );
    const run = await ended(await open({ [policy]: `exempt_labels:\n${names.join('')}` }));
    expect(await marks(run)).toHaveLength(50);
    expect(front.passed.filter(({ path }) => /\/labels[/?]/.test(path)).length).toBeLessThanOrEqual(60);
  });
});

describe('one check for a commit', () => {
  it('however often the webhook is delivered', async () => {
    const pull = await open({ [policy]: 'mode: dry-run\n' });
    const id = randomUUID();
    for (const again of [id, id, randomUUID()])
      expect((await webhook('synchronize', pull, again)).status).toBe(200);
    await ended(pull);
    await quiet();
    expect(await runs(pull.headSha)).toHaveLength(1);
  });

  it('and none where policy and rules are left alone', async () => {
    const pull = await open({ 'src/main.c': 'int main;', '.github/other.yml': 'a: 1' });
    await quiet();
    expect(await runs(pull.headSha)).toEqual([]);
  });

  it('that is run again goes on in the same place, with each line marked once', async () => {
    const pull = await open({ [policy]: 'mod: suggest\n' });
    const first = await ended(pull);
    const path = `/repos/${repository.owner}/${repository.repo}/check-runs/${first.id}`;
    front.passed.length = 0;
    await world.github.call('maintainer', 'POST', `${path}/rerequest`);
    const again = await ended(pull, () => front.passed.some(({ method }) => method === 'PATCH'));
    await quiet();
    expect(again).toMatchObject({
      id: first.id,
      conclusion: 'failure',
      output: { title: first.output.title },
    });
    expect(await marks(again)).toHaveLength(1);
  });

  it('that a dead worker left is taken up by the next', async () => {
    const pull = await open({ 'a.txt': 'a' });
    const { deps } = world.dejabug;
    const headSha = await commitOn(world.github, repository, 'left-alone', { [policy]: 'mode: auto\n' });
    const moved = { ...pull, headSha };
    const github = movedTo(headSha, pull);
    const dying = { ...github, completeCheckRun: () => Promise.reject(new Error('killed')) };
    await expect(checkPolicy(jobFor(moved), { ...deps, openTrial, github: dying })).rejects.toThrow('killed');
    expect(await runs(headSha)).toMatchObject([{ status: 'in_progress' }]);
    await checkPolicy(jobFor(moved), { ...deps, openTrial, github });
    await checkPolicy(jobFor(moved), { ...deps, openTrial, github });
    expect(await runs(headSha)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  });

  it('whose beginning was answered with a fault is looked for before it is begun again', async () => {
    const { deps } = world.dejabug;
    const pull = await open({ 'b.txt': 'b' });
    await quiet();
    const headSha = await commitOn(world.github, repository, 'held', { [policy]: 'mode: off\n' });
    const github = movedTo(headSha, pull);
    front.hold = (method, path) => method === 'POST' && path.endsWith('/check-runs');
    const moved = { ...pull, headSha };
    await expect(
      checkPolicy(jobFor(moved), { ...deps, openTrial, github, claimMs: 60_000 }),
    ).rejects.toMatchObject({
      retryAfterMs: 60_000,
    });
    // Nobody begins it as long as that one may yet be begun.
    await expect(checkPolicy(jobFor(moved), { ...deps, openTrial, github })).rejects.toThrow(
      'Another worker',
    );
    await front.letGo();
    front.hold = () => false;
    const clock = { now: () => Date.now() + 60_000 };
    await checkPolicy(jobFor(moved), { ...deps, openTrial, github, clock });
    expect(await runs(headSha)).toMatchObject([{ status: 'completed' }]);
  });

  it('ends when a newer commit is there, and one of a closed pull request does not begin', async () => {
    const newer = 'c'.repeat(40);
    let asked = 0;
    const name = /\/pulls\/\d+$/;
    const { deps } = world.dejabug;
    const pull = await open({ 'c.txt': 'c' });
    await quiet();
    const headSha = await commitOn(world.github, repository, 'outrun', {
      [policy]: 'mode: dry-run\n# slow\n',
    });
    const read = await world.github.call<object>(
      'maintainer',
      'GET',
      `/repos/${repository.owner}/${repository.repo}/pulls/${pull.number}`,
    );
    front.route = (method, path) => {
      if (method !== 'GET' || !name.test(path)) return null;
      asked += 1;
      const head = { ...Object(read).head, sha: asked === 1 ? headSha : newer };
      return { status: 200, body: { ...read, head } };
    };
    await checkPolicy(jobFor({ ...pull, headSha }), { ...deps, openTrial });
    expect(await runs(headSha)).toMatchObject([
      { status: 'completed', conclusion: 'cancelled', output: { title: 'Not finished' } },
    ]);
    front.route = (method, path) =>
      method === 'GET' && name.test(path) ? { status: 200, body: { ...read, state: 'closed' } } : null;
    await checkPolicy(jobFor({ ...pull, headSha: newer }), { ...deps, openTrial });
    expect(mutations(front.passed).filter((write) => write.includes(newer))).toEqual([]);
  });
});

describe('a check that takes its time', () => {
  /** What was written to check runs, oldest first. */
  function written(): { status?: string; output: { summary: string; annotations?: object[] } }[] {
    const found: ReturnType<typeof written> = [];
    front.route = (method, path, sent) => {
      if (method !== 'GET' && /\/check-runs(\/\d+)?$/.test(path)) found.push(JSON.parse(sent));
      return null;
    };
    return found;
  }

  it('shows how far it is', async () => {
    const writes = written();
    await ended(await open({ [policy]: 'mode: auto\n# progress\n' }));
    expect(writes.map(({ status }) => status)).toEqual([...Array(3).fill('in_progress'), 'completed']);
    const told = writes.map(({ output }) => /(\d+) of at most 500/.exec(output.summary)?.[1] ?? null);
    expect(told).toEqual([null, '0', expect.stringMatching(/^[1-9]/), null]);
  });

  it('marks more lines than GitHub takes at once in several requests', async () => {
    const writes = written();
    const names = Array.from({ length: 70 }, (_, at) => `  - nobody has this ${at}\n`).join('');
    const run = await ended(await open({ [policy]: `exempt_labels:\n${names}` }));
    const sizes = writes.map(({ output }) => output.annotations?.length ?? 0);
    expect(sizes.filter((size) => size > 0)).toEqual([50, 20]);
    expect(run.output.summary).toContain('0 errors and 70 warnings');
  });

  it('is run again with all of a commit', async () => {
    const pull = await open({ [policy]: 'mode: dry-run\n# all again\n' });
    const first = await ended(pull);
    const writes = written();
    const body = {
      action: 'rerequested',
      check_suite: { head_sha: pull.headSha },
      repository: { name: repository.repo, owner: { login: repository.owner } },
      installation: { id: world.github.app.installationId },
    };
    expect((await world.send({ event: 'check_suite', body })).status).toBe(200);
    const again = await ended(pull, () => writes.some(({ status }) => status === 'completed'));
    expect(again.id).toBe(first.id);
  });

  it('waits while this process checks another one, and asks GitHub for nothing meanwhile', async () => {
    const pull = await open({ 'd.txt': 'd' });
    await quiet();
    const deps = { ...world.dejabug.deps, openTrial: openRuleTrials().open };
    const other = deps.openTrial();
    front.passed.length = 0;
    await expect(checkPolicy(jobFor(pull), deps)).rejects.toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(front.passed).toEqual([]);
    await other.close();
    await expect(checkPolicy(jobFor(pull), deps)).resolves.toBeUndefined();
  });
});

it('what is compared with, where the base cannot be followed, is the last policy that could', async () => {
  const ref = jobFor({ number: 1, headSha: '' }).repository;
  const { deps } = world.dejabug;
  const trial = { ...tryRules(deps), close: async () => {} };
  const layer = (text: string) => ({
    repository: `${ref.owner}/${ref.repo}`,
    files: { policy: { path: policy, sha: text, text }, rules: [] },
  });
  const { files } = layer('mod: auto\n');
  expect(await startingSide(ref, files, trial, deps)).toMatchObject({
    before: null,
    says: expect.stringContaining('counts as new'),
  });
  const secret = { ...layer('mode: off\n'), repository: `${ref.owner}/nowhere` };
  const followed = { fingerprint: 'x', layers: [layer('mode: dry-run\n'), secret] };
  await deps.store.followPolicy(ref, followed, Date.now());
  expect(await startingSide(ref, files, trial, deps)).toMatchObject({
    before: { policy: { mode: 'dry-run' } },
    unread: [secret.repository],
    says: expect.stringContaining('which is in force'),
  });
  await deps.store.dropPolicy(ref);
});

describe('strangers', () => {
  const hostile = '@maintainer | <img src=x> [a](https://evil.example) #1 fixes #2';

  it('get a check of their fork, and nothing else is written', async () => {
    const { github } = world;
    await github.call('reporter', 'POST', `/repos/${repository.owner}/${repository.repo}/forks`, {});
    const fork = { owner: 'reporter', repo: repository.repo };
    const named = ownRule('no-sprocket').replace("'known: no-sprocket'", `'${hostile.slice(0, 48)}'`);
    await commitOn(github, fork, 'mine', { [rule('no-sprocket')]: named }, 'reporter');
    front.passed.length = 0;
    const pull = await pullOf(github, repository, 'reporter:mine');
    // The emulator lists no runs of a fork's commit, as GitHub does; this one is found by its number.
    const place = `/repos/${repository.owner}/${repository.repo}/check-runs`;
    let run: ListedRun | undefined;
    await world.until('the check of the fork', async () => {
      const written = mutations(front.passed).find((write) => write.startsWith('PATCH'));
      if (written !== undefined)
        run = await github.call<ListedRun>('maintainer', 'GET', written.replace('PATCH ', ''));
      return run?.status === 'completed';
    });
    const listed = { status: 200, body: { total_count: 1, check_runs: [run] } };
    const list = `/commits/${pull.headSha}/check-runs?`;
    front.route = (method, path) => (method === 'GET' && path.includes(list) ? listed : null);
    await webhook('reopened', pull);
    await quiet();
    expect(run).toMatchObject({ conclusion: 'neutral', output: { title: '1 issue judged otherwise' } });
    expect(run?.output.text).toContain(`[#${matched}](`);
    const outsideCode = `${run?.output.summary}\n${run?.output.text}`.replace(/`[^`]*`/g, '');
    expect(outsideCode).not.toMatch(/@|<img|evil\.example/);
    expect(run?.output.summary).not.toContain('@maintainer');
    const writes = mutations(front.passed);
    expect(writes.filter((write) => write.startsWith('POST'))).toEqual([`POST ${place}`]);
    expect(writes.filter((write) => !write.includes(`${repository.repo}/check-runs`))).toEqual([]);
  });

  it('learn nothing of a private repository that they name', async () => {
    const { github } = world;
    const secret = { name: 'secret', private: true, auto_init: true };
    await github.call('maintainer', 'POST', `/orgs/${repository.owner}/repos`, secret);
    const place = { owner: repository.owner, repo: 'secret' };
    await commitOn(github, place, 'main', {
      [policy]: 'exempt_labels: [embargoed-customer]\nbroken_key: 1\n',
      [rule('no-sprocket')]: ownRule('no-sprocket'),
    });
    const nobody = `${repository.owner}/nowhere`;
    const told = async (name: string) => {
      const run = await ended(await open({ [policy]: `extends: ${name}\n` }));
      expect(await marks(run)).toEqual([]);
      const { title, summary, text } = run.output;
      return `${run.conclusion} ${title} ${summary} ${text}`.replaceAll(name, 'IT');
    };
    const ofSecret = await told(`${repository.owner}/secret`);
    expect(ofSecret).toContain('which is not public or not there');
    expect(ofSecret).not.toMatch(/embargoed|broken_key|no-sprocket/);
    expect(await told(nobody)).toBe(ofSecret);
  });
});

it('a webhook that is not what GitHub sends is refused in words', async () => {
  const repo = { name: repository.repo, owner: { login: repository.owner } };
  const installation = { id: world.github.app.installationId };
  for (const [body, field] of [
    [
      { action: 'opened', repository: repo, installation, pull_request: { number: 1, head: { sha: 'x' } } },
      'pull_request.head.sha',
    ],
    [{ action: 'opened', repository: repo, installation }, 'pull_request'],
  ] as const) {
    const answer = await world.send({ event: 'pull_request', body });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(`its field \\"${field}\\" is missing`);
  }
  const edited = { action: 'edited', repository: repo, installation };
  const pull_request = { number: 1, head: { sha: 'a'.repeat(40) } };
  const body = { ...edited, pull_request, changes: { title: { from: 'x' } } };
  expect((await world.send({ event: 'pull_request', body })).status).toBe(200);
});

it('an installation that may not write checks goes on without', async () => {
  front.route = (_method, path) =>
    /\/check-runs/.test(path)
      ? { status: 403, body: { message: 'Resource not accessible by integration' } }
      : null;
  const pull = await open({ [policy]: 'mode: auto\n' });
  await quiet();
  expect(await runs(pull.headSha)).toEqual([]);
  const issue = await world.fileIssue('Again', ownReport.body);
  expect((await world.decision(issue)).decision).toBe('abstain');
});
