/** Rule files: a broken one is refused with file, line and what to change; bounds; the compiled copy. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPack, loadRules } from '../src/adapters/rule-files/load-rules.js';
import { parseRuleFile } from '../src/adapters/rule-files/parse-rule-file.js';
import { printRuleProblem, RulesRefused } from '../src/adapters/rule-files/rule-problem.js';
import { scaffoldRule } from '../src/core/rules/scaffold.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'rules-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const valid = scaffoldRule('my-problem');

/** The scaffold with one text replaced by another. */
function changed(from: string, to: string): string {
  expect(valid).toContain(from);
  return valid.replace(from, to);
}

function problemsOf(text: string): string[] {
  return parseRuleFile('rules/my-problem.yml', 'my-problem', text).problems.map(printRuleProblem);
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length;
}

let directories = 0;
function directoryWith(files: Record<string, string>): string {
  const root = path.join(scratch, `set-${directories++}`);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return root;
}

async function refusalOf(root: string): Promise<string> {
  const error: unknown = await loadPack(root).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RulesRefused);
  return error instanceof Error ? error.message : '';
}

describe('a broken rule file', () => {
  it.each([
    ['an unknown key', changed('summary:', 'sumary:'), 'sumary:', 'did you mean `summary`'],
    ['an unknown key inside', changed('    weight: 4', '    wieght: 4'), 'wieght', 'did you mean `weight`'],
    [
      'a value that is not allowed',
      changed('in: [log, prose]', 'in: [log, proze]'),
      'in: [log, proze]',
      'did you mean `prose`',
    ],
    [
      'a look-ahead',
      changed("'write here what the log says'", "'no driver(?!s)'"),
      "pattern: 'no driver",
      'unless',
    ],
    [
      'a back-reference',
      changed("'write here what the log says'", "'(foo)bar\\1'"),
      "pattern: '(foo)",
      'write the possible texts out',
    ],
    [
      'a repeat bomb',
      changed("'write here what the log says'", "'(a{1000}){1000}'"),
      "pattern: '(a",
      'lower the counts',
    ],
    ['a pattern for every line', changed("'words of a reporter'", "'.*'"), "- '.*'", 'add a word'],
    [
      'a role that nothing proves',
      changed('needs: [symptom]', 'needs: [sympton]'),
      'needs:',
      'role: sympton',
    ],
    [
      'a long label description',
      changed('One line of at most', `One line ${'x'.repeat(100)} of at most`),
      'description:',
      "GitHub's 100",
    ],
    ['a bad colour', changed("'d4c5f9'", "'#d4c5f9'"), 'color:', 'hex'],
    [
      'a source that is not there',
      changed('sources: [first-source]', 'sources: [no-source]'),
      'sources: [no',
      'no source',
    ],
    [
      'a typing error in the reply',
      changed("{% include 'fix' %}", '{{ fix.stauts }}'),
      'reply:',
      'fix.status',
    ],
    ['an id that is not the name', changed('id: my-problem', 'id: your-problem'), 'id: your', 'my-problem'],
  ])('is refused at its line: %s', async (_name, text, place, advice) => {
    const refusal = await refusalOf(directoryWith({ 'my-problem.yml': text }));
    expect(refusal).toContain(advice);
    expect(refusal).toMatch(new RegExp(`my-problem\\.yml:${lineOf(text, place)}:\\d+: error: `));
  });

  it('is refused where the YAML itself is broken', () => {
    const [problem] = problemsOf(changed('needs: [symptom]', 'needs: [symptom'));
    expect(problem).toMatch(/my-problem\.yml:\d+:\d+: error: the YAML cannot be read/);
  });

  it('names everything that is missing at once', () => {
    const found = problemsOf('id: my-problem\ntitle: x\n');
    expect(found.join('\n')).toMatch(
      /`label` is missing[\s\S]*`signals` is missing[\s\S]*`reply` is missing/,
    );
  });

  it('that unfolds aliases without end is refused', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghij'
        .split('')
        .map((name, at) => `${name}: &${name} [*${'abcdefghi'[at]}, *${'abcdefghi'[at]}]`),
    ];
    expect(problemsOf(bomb.join('\n')).join()).toMatch(/cannot be read|unknown/);
  });

  it.each(['', '[]', 'just text', '42', 'null', '\u0000\u0001'])('is refused when it is %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});

describe('a signal', () => {
  it.each([
    ['without anything to look for', "    pattern: 'write here what the log says'\n", '', 'exactly one of'],
    [
      'with a fact and a pattern',
      '    weight: 4',
      '    fact: { kind: linux }\n    weight: 4',
      'exactly one of',
    ],
    ['that proves a role by speaking against', '    weight: 4', '    weight: -4', 'cannot prove a role'],
    ['of no weight and no role', '    weight: 1.5', '    weight: 0', 'no effect'],
  ])('is refused %s', (_name, from, to, why) => {
    expect(problemsOf(changed(from, to)).join()).toContain(why);
  });
});

describe('a version range', () => {
  it.each(['>=', 'five', '>=5.14 and <6'])('%s is refused', (range) => {
    const text = changed('  - id: general', `  - id: general\n    when: { linux: '${range}' }`);
    expect(problemsOf(text).join()).toContain('is not a version range');
  });

  it('of a component that nothing reads is refused', () => {
    const fixed = "\n    fixed_in: { component: dracut, version: '056' }";
    expect(problemsOf(changed('  - id: general', `  - id: general${fixed}`)).join()).toContain(
      'nothing reads the version',
    );
  });
});

describe('a rule directory', () => {
  it('is read with the directories right below it; the nursery only suggests', async () => {
    const root = directoryWith({
      'one.yml': scaffoldRule('one'),
      'more/two.yml': changed('my-problem', 'two').replaceAll('my-problem', 'two'),
      'nursery/three.yml': scaffoldRule('three'),
      'README.md': 'not a rule',
    });
    const rules = await loadRules(root);
    expect(rules.map(({ id, nursery }) => [id, nursery])).toEqual([
      ['two', false],
      ['three', true],
      ['one', false],
    ]);
  });

  it.each([
    ['it is not there', () => path.join(scratch, 'nowhere'), 'cannot be read'],
    ['it is empty', () => directoryWith({ 'README.md': 'x' }), 'no rule file'],
    [
      'a file is too large',
      () => directoryWith({ 'a.yml': `# ${'x'.repeat(256 * 1024)}` }),
      'more than 262144',
    ],
    [
      'it has too many files',
      () => directoryWith(Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`r${at}.yml`, 'x']))),
      'more than 200',
    ],
    [
      'two files have one id',
      () => directoryWith({ 'a/same.yml': scaffoldRule('same'), 'b/same.yml': scaffoldRule('same') }),
      'has the same id',
    ],
  ])('is refused where %s', async (_name, make, why) => {
    expect(await refusalOf(make())).toContain(why);
  });
});
