/** `dejabug policy`: what is wrong is said before a commit, in the words that the review desk would use. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { run } from './cli-command.js';
import { ownRule } from './own-rule.js';

const root = mkdtempSync(path.join(tmpdir(), 'dejabug-policy-'));
const github = path.join(root, '.github');
beforeEach(() => {
  rmSync(github, { recursive: true, force: true });
  mkdirSync(path.join(github, 'known-problems'), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('dejabug policy check', () => {
  it('ends with 0 for a policy and rules that can be followed', () => {
    writeFileSync(path.join(github, 'dejabug.yml'), 'mode: dry-run\n');
    writeFileSync(path.join(github, 'known-problems/no-sprocket.yml'), ownRule('no-sprocket'));
    expect(run(['policy', 'check', root])).toMatchObject({
      status: 0,
      stdout: 'The policy can be followed: mode dry-run, 1 own rule.\n',
    });
  });

  it('names every mistake, with file and line, and ends with 1', () => {
    writeFileSync(path.join(github, 'dejabug.yml'), 'mod: dry-run\n');
    writeFileSync(path.join(github, 'known-problems/no-sprocket.yml'), ownRule('sprocket'));
    const { status, stdout } = run(['policy', 'check', root]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^mod: .*did you mean `mode`.*\n\.github\/known-problems\/no-sprocket\.yml:1:1: error/,
    );
  });

  it("runs the own rules' examples beside the packs, and ends with 1 when one fails", () => {
    const example = (title: string, body: string) => `  - { title: '${title}', body: '${body}' }\n`;
    const good = `match:\n${example('Press broken: frobnication failed', 'It said: no sprocket found.')}`;
    writeFileSync(path.join(github, 'known-problems/no-sprocket.yml'), `${ownRule('no-sprocket')}${good}`);
    const held = run(['policy', 'check', root]);
    expect(held).toMatchObject({
      status: 0,
      stdout: 'The policy can be followed: mode suggest, 1 own rule with 1 example, 0 failed.\n',
      stderr: expect.stringContaining('`match` has 1 of at least 3 examples'),
    });
    const bad = example('The handle is loose', 'Nothing else.');
    writeFileSync(
      path.join(github, 'known-problems/no-sprocket.yml'),
      `${ownRule('no-sprocket')}${good}${bad}`,
    );
    const { status, stdout } = run(['policy', 'check', root]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^\.github\/known-problems\/no-sprocket\.yml:22:\d+: error: the example "The handle is loose" must be label no-sprocket; it is abstain/,
    );
  });

  it('names an own rule that takes the reports of a pack for itself', () => {
    const signal = (word: string) =>
      `  - id: ${word}\n    says: It is Xen.\n    pattern: '${word}'\n    weight: 10`;
    const greedy = ['xen', 'disk', 'boot', 'root', 'kernel'].map(signal).join('\n');
    writeFileSync(path.join(github, 'known-problems/all-xen.yml'), ownRule('all-xen', greedy));
    const { status, stdout } = run(['policy', 'check', root]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /all-xen\.yml:\d+:\d+: error: the example ".*" of xen-platform-pci is decided for this rule/,
    );
  });

  it('says where there is nothing to check', () => {
    expect(run(['policy', 'check', path.join(root, 'nowhere')])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('There is neither .github/dejabug.yml nor'),
    });
  });
});

it('dejabug policy schema prints JSON that forbids unknown keys', () => {
  const { status, stdout } = run(['policy', 'schema']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'object', additionalProperties: false });
});
