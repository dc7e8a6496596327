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
    ['an unknown key inside', changed('    weight: 5', '    wieght: 5'), 'wieght', 'did you mean `weight`'],
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
      'cites `no-source`',
    ],
    [
      'a typing error in the reply',
      changed("{% include 'fix' %}", '{{ fix.stauts }}'),
      '{{ fix.stauts }}',
      'fix.status',
    ],
    ['an id that is not the name', changed('id: my-problem', 'id: your-problem'), 'id: your', 'my-problem'],
  ])('is refused at its line: %s', async (_name, text, place, advice) => {
    const refusal = await refusalOf(directoryWith({ 'my-problem.yml': text }));
    expect(refusal).toContain(advice);
    expect(refusal).toMatch(new RegExp(`my-problem\\.yml:${lineOf(text, place)}:\\d+: error: `));
  });

  it.each([
    [
      'an open bracket',
      changed('needs: [symptom]', 'needs: [symptom'),
      /cannot be read: .*; close the bracket/,
    ],
    ['a tab', 'id: my-problem\n\ttitle: x\n', /:2:1: error: .*Tabs are not allowed.*; indent with blanks/],
    [
      'a key that is there twice',
      `${valid}title: Again\n`,
      /error: the key `title` is there twice; delete one of the two/,
    ],
    [
      'a colon in a text',
      changed('title: What', 'title: That: what'),
      /:3:8: error: .*; put a text .* in quotes/,
    ],
    [
      'a quote that is not closed',
      changed("'write here what the log says'", "'write here"),
      /cannot be read: .*quote/,
    ],
    [
      'a pattern in double quotes',
      changed("'write here what the log says'", '"a\\d"'),
      /Invalid escape sequence.*single quotes/,
    ],
    ['two documents', `${valid}---\n${valid}`, /holds several documents.*a file of its own/],
  ])("is refused with YAML's own reason: %s", (_name, text, expected) => {
    expect(problemsOf(text)[0]).toMatch(expected);
  });

  it.each([
    ['', 'the file is empty'],
    ['# only a comment', 'the file is empty'],
    ['- a\n- b', 'the file holds a list'],
    ['just text', 'the file holds a text'],
  ])('is told what a rule file must be when it is %j', (text, why) => {
    const [problem] = problemsOf(text);
    expect(problem).toContain(why);
    expect(problem).toContain('a rule file must be a mapping: `id:`');
    expect(problem).toContain('dejabug rules new');
  });

  it.each([
    ['weight: 5', 'weight: high', '`weight` must be a number, and this is a text'],
    ['weight: 5', "weight: '5'", 'write it without quotes: 5'],
    ['weight: 5', 'weight: 50', '`weight` must be at most 10'],
    ['title: What goes wrong, in one line', 'title: 42', "write it in quotes: '42'"],
    ['in: [log, prose]', 'in: log', '`in` must be a list, and this is a text; write it in brackets: [log]'],
    ['cause: Why it goes wrong.', 'cause:', '`cause` must be a text, and nothing is there'],
    ['  - id: general', '  - id: general\n    when: { Linux Kernel: x }', 'the key `Linux Kernel` must be'],
  ])('is told which value must stand there: %s as %s', (from, to, why) => {
    const found = problemsOf(changed(from, to)).join('\n');
    expect(found).toContain(why);
    expect(found).not.toMatch(/Invalid input|expected/);
  });

  it.each([
    ['id: second-signal', 'id: first-signal', /another entry of `signals` has the id `first-signal`.*own id/],
    [
      'sources: [first-source]',
      'sources: [frist-source]',
      /cites `frist-source`.*did you mean `first-source`/,
    ],
    [
      'sources: [first-source]',
      'sources: [manual]',
      /cites `manual`.*add an entry .*cite one of first-source/,
    ],
  ])('names the id and what to do: %s as %s', (from, to, expected) => {
    expect(problemsOf(changed(from, to)).join('\n')).toMatch(expected);
  });

  it.each([
    ['a tag that is not closed', '{% if fix %}'],
    ['an unknown tag', '{% now %}'],
    ['an unknown filter', '{{ reporter | upcse }}'],
    ['an output that is not closed', '{{ reporter'],
  ])('is refused at the place of the template error in the file: %s', async (_name, broken) => {
    const text = changed("{% include 'fix' %}", `and ${broken}`);
    const refusal = await refusalOf(directoryWith({ 'my-problem.yml': text }));
    expect(refusal).toMatch(new RegExp(`my-problem\\.yml:${lineOf(text, `and ${broken}`)}:7: error: `));
    expect(refusal).not.toMatch(/line:\d|col:\d/);
  });

  it('is refused at the key where lines of a template are not lines of the file', async () => {
    const text = changed('reply: |', 'reply: >').replace("{% include 'fix' %}", '{% now %}');
    const refusal = await refusalOf(directoryWith({ 'my-problem.yml': text }));
    expect(refusal).toMatch(new RegExp(`my-problem\\.yml:${lineOf(text, 'reply: >')}:1: error: `));
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
      '    weight: 5',
      '    fact: { kind: linux }\n    weight: 5',
      'exactly one of',
    ],
    ['that proves a role by speaking against', '    weight: 5', '    weight: -4', 'cannot prove a role'],
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
    ['it is not there', () => path.join(scratch, 'nowhere'), 'no such directory'],
    [
      'it is a file',
      () => path.join(directoryWith({ 'a.yml': 'x' }), 'a.yml'),
      'this is a file, not a directory; name the directory that it is in',
    ],
    [
      'its files end in .yaml',
      () => directoryWith({ 'a.yaml': 'x' }),
      'must end in .yml: rename it to a.yml',
    ],
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
