/** `dejabug rules` as people run it on rules of their own: where files go, what is said, the README's steps. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shippedRules } from '../src/adapters/rule-files/rule-directory.js';
import { scaffoldRule } from '../src/core/rules/scaffold.js';
import { run } from './cli-command.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'cli-rules-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let directories = 0;
/** A working directory of its own with these files. */
function workIn(files: Record<string, string> = {}): string {
  const root = path.join(scratch, `work-${directories++}`);
  mkdirSync(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

describe('rules', () => {
  it.each([
    [['rules', 'list'], /xen-platform-pci/],
    [['rules', 'list', '--json'], /"id": "dell-boot"/],
    [['rules', 'schema'], /"\$schema"/],
    [['rules', 'docs'], /# Known problems/],
  ])('%j prints to stdout', (args, content) => {
    const { status, stdout } = run(args);
    expect(status).toBe(0);
    expect(stdout).toMatch(content);
  });
});

describe('rules docs', () => {
  it('leaves the files of the working directory alone', () => {
    const page = 'written by hand';
    const cwd = workIn({ 'docs/known-problems.md': page, 'my-rules/one.yml': scaffoldRule('one') });
    const { status, stdout } = run(['rules', 'docs', '--rules', 'my-rules'], '', cwd);
    expect(status).toBe(0);
    expect(stdout).toContain('## one');
    expect(readFileSync(path.join(cwd, 'docs/known-problems.md'), 'utf8')).toBe(page);
  });

  it('writes the file that --out names', () => {
    const cwd = workIn({ 'my-rules/one.yml': scaffoldRule('one') });
    const { status, stdout, stderr } = run(
      ['rules', 'docs', '--rules', 'my-rules', '--out', 'pages/p.md'],
      '',
      cwd,
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: 'pages/p.md written\n' });
    expect(readFileSync(path.join(cwd, 'pages/p.md'), 'utf8')).toContain('## one');
  });
});

describe('rules lint', () => {
  it('counts the broken rules with the others', () => {
    const cwd = workIn({ 'r/one.yml': scaffoldRule('one'), 'r/two.yml': '', 'r/three.yml': '- a\n' });
    const { status, stdout, stderr } = run(['rules', 'lint', '--rules', 'r'], '', cwd);
    expect(status).toBe(1);
    expect(stdout).toContain('r/two.yml:1:1: error: the file is empty');
    expect(stderr).toMatch(/^3 known problems \(2 broken\), 2 errors, \d+ warnings\n$/);
  });

  it('counts one as one', () => {
    const cwd = workIn({ 'r/two.yml': '' });
    const { stderr } = run(['rules', 'lint', '--rules', 'r'], '', cwd);
    expect(stderr).toBe('1 known problem (1 broken), 1 error, 0 warnings\n');
  });
});

describe('rules new', () => {
  it('writes a rule that loads, lint asks for its examples, test decides them', () => {
    const cwd = workIn();
    expect(run(['rules', 'new', 'my-problem', '--rules', 'my-rules'], '', cwd)).toMatchObject({
      status: 0,
      stdout: '',
    });
    const lint = run(['rules', 'lint', '--rules', 'my-rules'], '', cwd);
    expect(lint.status).toBe(0);
    expect(lint.stdout).toMatch(/^my-rules\/my-problem\.yml:\d+:\d+: warning: `match` has 1 of at least 3/m);
    expect(run(['rules', 'test', '--rules', 'my-rules'], '', cwd)).toMatchObject({
      status: 0,
      stderr: '2 examples, 0 failed\n',
    });
    expect(run(['rules', 'test', 'nowhere', '--rules', 'my-rules'], '', cwd)).toMatchObject({ status: 1 });
  });

  it('says the next commands with the directory in them, ready to be copied', () => {
    const cwd = workIn();
    const { stderr } = run(['rules', 'new', 'my-problem', '--rules', 'my rules'], '', cwd);
    expect(stderr).toContain("`dejabug rules lint --rules 'my rules'`");
    expect(stderr).toContain("`dejabug rules test my-problem --rules 'my rules'`");
  });

  it('writes into the nursery when asked to, and there the rule is only suggested', () => {
    const cwd = workIn();
    run(['rules', 'new', 'my-problem', '--rules', 'my-rules', '--nursery'], '', cwd);
    expect(existsSync(path.join(cwd, 'my-rules/nursery/my-problem.yml'))).toBe(true);
    expect(run(['rules', 'list', '--rules', 'my-rules'], '', cwd).stdout).toContain('nursery');
  });

  it.each(['my-rules', 'my-rules/nursery', 'my-rules/network'])('refuses an id that is in %s', (place) => {
    const cwd = workIn({ [`${place}/my-problem.yml`]: scaffoldRule('my-problem') });
    expect(run(['rules', 'new', 'my-problem', '--rules', 'my-rules'], '', cwd)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${place}/my-problem.yml exists already`),
    });
  });

  it('names the JSON Schema where editors find it', () => {
    const cwd = workIn();
    run(['rules', 'new', 'my-problem', '--rules', 'my-rules'], '', cwd);
    const text = readFileSync(path.join(cwd, 'my-rules/my-problem.yml'), 'utf8');
    const schema = /\$schema=(.*)/.exec(text)?.[1] ?? '';
    expect(path.resolve(cwd, 'my-rules', schema)).toBe(path.join(shippedRules, 'known-problem.schema.json'));
  });
});

describe("the README's steps for a rule", () => {
  it('do what it says: new, paste, lint, test, classify', () => {
    const readme = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');
    const rule = /```yaml\n(id: token-clock-skew\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';
    const report = /printf '(.*)' > report\.md/.exec(readme)?.[1]?.replaceAll('\\n', '\n') ?? '';
    const cwd = workIn({ 'report.md': report });
    run(['rules', 'new', 'token-clock-skew', '--rules', 'my-rules'], '', cwd);
    expect(existsSync(path.join(cwd, 'my-rules/token-clock-skew.yml'))).toBe(true);
    writeFileSync(path.join(cwd, 'my-rules/token-clock-skew.yml'), rule);
    const lint = run(['rules', 'lint', '--rules', 'my-rules'], '', cwd);
    expect(lint).toMatchObject({ status: 0, stderr: '1 known problem, 0 errors, 2 warnings\n' });
    expect(lint.stdout).not.toContain('same id');
    expect(run(['rules', 'test', '--rules', 'my-rules'], '', cwd)).toMatchObject({ status: 0 });
    const [found] = run(['classify', '--json', 'report.md', '--rules', 'my-rules'], '', cwd).json();
    expect(found).toMatchObject({ decision: 'label', category: 'token-clock-skew' });
  });
});
