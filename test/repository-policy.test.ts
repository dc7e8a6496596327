/** What a repository's own files make of its policy, read from an emulated GitHub: layers, own rules, and everything that is refused. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGitHub } from '../src/adapters/github/open-github.js';
import { readPolicyYaml } from '../src/adapters/github/policy-yaml.js';
import type { GitHub, Pack } from '../src/app/ports.js';
import { examinePolicy, type PolicyInForce } from '../src/app/read-policy.js';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { openPack } from '../src/entry/open-pack.js';
import { silentLog } from './backends.js';
import { type Front, startFront } from './front.js';
import { ownReport, ownRule } from './own-rule.js';
import { type Committed, commitFiles, createRepository } from './repository-commit.js';

let emulated: EmulatedGitHub;
let front: Front;
let github: GitHub;
let pack: Pack;
beforeAll(async () => {
  front = await startFront();
  emulated = await startEmulatedGitHub('http://localhost:9');
  front.target = emulated.url;
  github = openPort();
  pack = await openPack();
});
afterAll(async () => {
  await front?.close();
  await emulated?.close();
});

/** A process of its own: what other repositories say is remembered for a minute. */
function openPort(): GitHub {
  const { id: appId, privateKey } = emulated.app;
  return openGitHub({ appId, privateKey, apiUrl: front.url, pace: false, log: silentLog });
}

let repositories = 0;
/** A new repository with these files in it; its name. */
async function repositoryWith(files: Readonly<Record<string, Committed>>): Promise<string> {
  repositories += 1;
  const name = `tools-${repositories}`;
  await createRepository(emulated, name);
  await commitFiles(emulated, name, files);
  return name;
}

function read(repo: string): Promise<PolicyInForce> {
  const ref = { installationId: emulated.app.installationId, owner: emulated.owner, repo };
  return examinePolicy(ref, { github, readYaml: readPolicyYaml, pack });
}

async function readFiles(files: Readonly<Record<string, Committed>>): Promise<PolicyInForce> {
  return read(await repositoryWith(files));
}

function followed(reading: PolicyInForce) {
  if (!reading.ok) throw new Error(reading.reasons.join('\n'));
  return reading;
}

const policy = '.github/dejabug.yml';
const rule = (id: string) => `.github/known-problems/${id}.yml`;

describe('a policy file that cannot be followed', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map(
      (key, index) =>
        `${key}: &${key} [${Array(9)
          .fill(`*${String.fromCharCode(97 + index)}`)
          .join(',')}]`,
    )
    .join('\n')}\n`;
  it.each<readonly [what: string, files: Readonly<Record<string, Committed>>, says: RegExp]>([
    ['a directory', { [`${policy}/inside`]: 'mode: auto' }, /is a directory; write a plain file/],
    [
      'a symbolic link, wherever it leads',
      { [policy]: { link: '../secret.yml' }, 'secret.yml': 'mode: auto' },
      /is a symbolic link/,
    ],
    ['a megabyte', { [policy]: `# ${'x'.repeat(1024 * 1024)}` }, /more than 262144/],
    ['no YAML', { [policy]: 'mode: [suggest' }, /flow|\]|,/i],
    ['a bomb of aliases', { [policy]: bomb }, /alias/i],
    ['wrong types', { [policy]: 'mode: 7\nexempt_labels: yes\n' }, /mode: .*\n?.*/],
    ['an unknown key', { [policy]: 'exempt_label: [a]\n' }, /did you mean `exempt_labels`/],
    ['an unknown pack', { [policy]: 'packs: [nurserie]\n' }, /no pack `nurserie`; did you mean `nursery`/],
    [
      'a label of another known problem',
      { [policy]: 'problems: { dell-boot: { label: "Known: EC2-kexec" } }\n' },
      /label of `ec2-kexec` too/,
    ],
    ['a certainty that nothing has', { [policy]: 'label_at_precision: 1\n' }, /label_at_precision: /],
    ['the owner alone to extend', { [policy]: 'extends: acme\n' }, /extends: must be a repository/],
    [
      'a repository to extend that is not there',
      { [policy]: 'extends: xen-on-linux/nowhere\n' },
      /may not read it/,
    ],
    [
      'a problem of a pack that it leaves out',
      { [policy]: 'packs: [nursery]\nproblems: { dell-boot: { mode: off } }\n' },
      /no known problem has the id `dell-boot`/,
    ],
  ])('refuses %s', async (_what, files, says) => {
    const reading = await readFiles(files);
    expect(reading.ok ? [] : reading.reasons.join('\n')).toMatch(says);
  });

  it('names both wrong types', async () => {
    const reading = await readFiles({ [policy]: 'mode: 7\nexempt_labels: yes\n' });
    expect(reading.ok ? [] : reading.reasons).toHaveLength(2);
  });

  it('that is empty is the default', async () => {
    expect(followed(await readFiles({ [policy]: '' })).policy.mode).toBe('suggest');
  });
});

describe('own rules', () => {
  it('are recognised beside the shipped ones', async () => {
    const reading = followed(await readFiles({ [rule('no-sprocket')]: ownRule('no-sprocket') }));
    expect(reading.pack.problems.length).toBe(pack.problems.length + 1);
    expect(reading.pack.assess(ownReport)).toMatchObject({
      classification: { decision: 'label', category: 'no-sprocket' },
      labels: [{ name: 'known: no-sprocket' }],
    });
    // Nobody else gets them.
    expect(pack.assess(ownReport).classification.category).toBeNull();
  });

  it('are all that is looked for where no pack is wanted', async () => {
    const reading = followed(
      await readFiles({ [policy]: 'packs: []\n', [rule('no-sprocket')]: ownRule('no-sprocket') }),
    );
    expect(reading.pack.problems.map(({ category }) => category)).toEqual(['no-sprocket']);
    expect(reading.pack.assess(ownReport).classification.category).toBe('no-sprocket');
  });

  const manyPatterns = (n: number) =>
    `  - id: s${n}\n    says: It is so.\n    weight: 1\n    patterns: [${'abcde'.split('').map((letter) => `${letter}word${n}`)}]`;
  const signal = (pattern: string) =>
    `  - id: a\n    says: It is so.\n    weight: 9\n    pattern: '${pattern}'`;
  it.each<readonly [what: string, files: Readonly<Record<string, Committed>>, says: RegExp]>([
    [
      'a pattern of nested repetitions without end',
      { [rule('a')]: ownRule('a', signal('(word{1,99}){1,99}')) },
      /a\.yml:\d+:\d+: error: .*repetitions/,
    ],
    [
      'a pattern with a back-reference',
      { [rule('a')]: ownRule('a', signal('(some)thing \\1')) },
      /a\.yml:\d+:\d+: error/,
    ],
    [
      'a pattern that meets every line',
      { [rule('a')]: ownRule('a', signal('.*')) },
      /no literal of 2 characters/,
    ],
    ['a name that is not its id', { [rule('a')]: ownRule('b') }, /is not the file's name/],
    ['an id of the shipped rules', { [rule('dell-boot')]: ownRule('dell-boot') }, /give this one another id/],
    [
      'a symbolic link',
      { [rule('a')]: { link: '../../secret' }, secret: ownRule('a') },
      /a\.yml is a symbolic link/,
    ],
    ['no YAML', { [rule('a')]: '\tid: a' }, /a\.yml:1:\d+: error/],
    ['a file that is too large', { [rule('a')]: `# ${'x'.repeat(300_000)}` }, /more than 262144/],
    [
      'more than fifty',
      Object.fromEntries(Array.from({ length: 51 }, (_, n) => [rule(`r${n}`), ownRule(`r${n}`)])),
      /holds 51 rules, more than 50/,
    ],
    [
      'more than half a megabyte together',
      Object.fromEntries(Array.from({ length: 3 }, (_, n) => [rule(`r${n}`), `# ${'x'.repeat(200_000)}`])),
      /bytes of rules, more than 524288/,
    ],
    [
      'more patterns than a file may have',
      {
        [rule('a')]: ownRule('a', Array.from({ length: 31 }, (_, n) => manyPatterns(n)).join('\n')),
      },
      /it has 155 patterns, more than 150/,
    ],
    [
      'more patterns than all files may have',
      Object.fromEntries(
        ['a', 'b', 'c', 'd', 'e'].map((id) => [
          rule(id),
          ownRule(id, Array.from({ length: 22 }, (_, n) => manyPatterns(n)).join('\n')),
        ]),
      ),
      /e\.yml: with this file the own rules have more than 500 patterns/,
    ],
    ['a file in place of the directory', { '.github/known-problems': 'x' }, /is no directory/],
  ])('refuse %s', async (_what, files, says) => {
    const reading = await readFiles(files);
    expect(reading.ok ? [] : reading.reasons.join('\n')).toMatch(says);
  });

  it('that did not change are not asked for again', async () => {
    const repo = await repositoryWith({
      [policy]: 'mode: suggest\n',
      [rule('no-sprocket')]: ownRule('no-sprocket'),
    });
    const first = followed(await read(repo));
    front.passed.length = 0;
    const again = followed(await read(repo));
    expect(front.passed.map(({ path }) => path.split('?')[0])).toEqual([
      `/repos/${emulated.owner}/${repo}/contents/.github`,
    ]);
    // And the compiled rules are the same ones.
    expect(again.pack).toBe(first.pack);
  });
});

describe('policies of several repositories', () => {
  it("take the owner's default where a repository has none of its own", async () => {
    github = openPort();
    await createRepository(emulated, '.github');
    await commitFiles(emulated, '.github', {
      [policy]: 'mode: dry-run\n',
      [rule('no-sprocket')]: ownRule('no-sprocket'),
    });
    try {
      const plain = await repositoryWith({ 'src/main.c': '' });
      const reading = followed(await read(plain));
      expect(reading.policy.mode).toBe('dry-run');
      expect(reading.pack.assess(ownReport).classification.category).toBe('no-sprocket');
      const own = await repositoryWith({ [policy]: 'exempt_labels: [wontfix]\n' });
      expect(followed(await read(own)).policy.mode).toBe('suggest');
      const extending = await repositoryWith({ [policy]: `extends: ${emulated.owner}/.github\n` });
      expect(followed(await read(extending)).policy.mode).toBe('dry-run');
    } finally {
      await emulated.call('maintainer', 'DELETE', `/repos/${emulated.owner}/.github`);
      github = openPort();
    }
  });

  it('merge key by key, and the nearer one holds', async () => {
    const far = await repositoryWith({
      [policy]: 'mode: auto\nexempt_labels: [a, b]\nfollow_up: { after: 3d, prereleases: true }\n',
    });
    const near = await readFiles({
      [policy]: `extends: ${emulated.owner}/${far}\nexempt_labels: [c]\nfollow_up: { after: 5d }\n`,
    });
    expect(followed(near).policy).toMatchObject({
      mode: 'auto',
      exempt_labels: ['c'],
      follow_up: { after: '5d', prereleases: true },
    });
  });

  it('say which of them is wrong', async () => {
    const far = await repositoryWith({ [policy]: 'mod: auto\n' });
    const reading = await readFiles({ [policy]: `extends: ${emulated.owner}/${far}\n` });
    expect(reading).toMatchObject({
      ok: false,
      reasons: [expect.stringMatching(new RegExp(`^${emulated.owner}/${far}: mod: .*\`mode\``))],
    });
  });

  it('may not extend each other in a circle', async () => {
    const one = await repositoryWith({ 'a.txt': '' });
    const other = await repositoryWith({ [policy]: `extends: ${emulated.owner}/${one}\n` });
    await commitFiles(emulated, one, { [policy]: `extends: ${emulated.owner}/${other}\n` });
    const reading = await read(one);
    expect(reading.ok ? '' : reading.reasons[0]).toMatch(
      /in a circle: .*tools-\d+ → .*tools-\d+ → .*tools-\d+$/,
    );
  });

  it('stand five behind each other and no more', async () => {
    let behind = await repositoryWith({ [policy]: 'mode: dry-run\n' });
    for (let depth = 2; depth <= 5; depth += 1)
      behind = await repositoryWith({ [policy]: `extends: ${emulated.owner}/${behind}\n` });
    expect(followed(await read(behind)).policy.mode).toBe('dry-run');
    const sixth = await readFiles({ [policy]: `extends: ${emulated.owner}/${behind}\n` });
    expect(sixth.ok ? '' : sixth.reasons[0]).toMatch(/more than 5 policies/);
  });

  it('are read with the permission Single file alone', async () => {
    const repo = await repositoryWith({ [policy]: 'mode: dry-run\n' });
    front.route = (_method, path) =>
      /\/contents\/\.github(%2Fknown-problems)?$/i.test(path)
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : null;
    try {
      expect(followed(await read(repo)).policy.mode).toBe('dry-run');
    } finally {
      front.route = () => null;
    }
  });
});

describe('what a policy changes in a judgement', () => {
  it('is the name of a label, wherever it is spoken of', async () => {
    const reading = followed(
      await readFiles({
        [policy]: 'problems: { no-sprocket: { label: "bug: sprocket" } }\n',
        [rule('no-sprocket')]: ownRule('no-sprocket'),
      }),
    );
    expect(reading.pack.assess(ownReport).labels.map(({ name }) => name)).toEqual(['bug: sprocket']);
    expect(reading.pack.problems.find(({ category }) => category === 'no-sprocket')?.label).toBe(
      'bug: sprocket',
    );
  });

  it('is how sure a label must be, for all or for one known problem', async () => {
    const confidence = (await judged('mode: suggest\n')).confidence;
    expect(confidence).toBeGreaterThan(0.94);
    const above = Math.min(0.995, confidence + 0.0009).toFixed(4);
    expect(await judged(`label_at_precision: ${above}\n`)).toMatchObject({
      decision: 'suggest',
      reason: expect.stringContaining('A label needs'),
      thresholds: { label: Number(above) },
    });
    expect(
      await judged(`label_at_precision: ${above}\nproblems: { no-sprocket: { label_at_precision: 0.9 } }\n`),
    ).toMatchObject({ decision: 'label' });
  });

  async function judged(text: string) {
    // One weaker sign, so that it is sure, and not beyond all doubt.
    const weak = ownRule('no-sprocket')
      .replace('weight: 9', 'weight: 7')
      .replace(/ {2}- id: sprocket[\s\S]*?weight: 9\n/, '');
    const reading = followed(await readFiles({ [policy]: text, [rule('no-sprocket')]: weak }));
    return reading.pack.assess(ownReport).classification;
  }
});
