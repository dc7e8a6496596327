/** `dejabug eval` and `dejabug train` as people and scripts run them. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TextScorer } from '../src/core/classify/text-model/score.js';
import { openModel } from '../src/core/classify/text-model/stored-model.js';
import { madeUpReports } from './text-model-fixtures.js';

const main = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');
const scratch = mkdtempSync(path.join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
}

function file(name: string, content: string): string {
  const full = path.join(scratch, name);
  writeFileSync(full, content);
  return full;
}

function csv(name: string, count: number, seed: number): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = madeUpReports(count, seed).map(({ title, body, label }, index) =>
    [index < count / 2 ? 'o/one' : 'o/two', label, title, body].map(quoted).join(','),
  );
  return file(name, `repo,label,title,body\n${rows.join('\n')}\n`);
}

const trainFile = csv('train.csv', 60, 1);
const testFile = csv('test.csv', 30, 2);

describe('eval of a text model', () => {
  it('trains on one file and measures on another, per repository', () => {
    const { status, stdout, stderr } = run(
      'eval',
      '--train',
      trainFile,
      '--test',
      testFile,
      '--group',
      'repo',
      '--json',
    );
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(result.reports).toBe(30);
    expect(result.macroF1).toBeGreaterThan(0.9);
    expect(result.groups.map(({ group }: { group: string }) => group)).toEqual(['o/one', 'o/two']);
    expect(result.model).toMatchObject({ examples: 60, groups: ['o/one', 'o/two'] });
    expect(stderr).toContain('Training on 60 reports');
  });

  it('cross-validates one file, the same every time', () => {
    const once = () => run('eval', '--train', trainFile, '--folds', '3', '--group', 'repo', '--json').stdout;
    const first = once();
    expect(JSON.parse(first)).toMatchObject({ folds: 3, reports: 60 });
    expect(once()).toBe(first);
  });
});

describe('eval of the rules', () => {
  const lines = [
    { title: 'Kitchen timer rings twice', body: 'Twice a day.', label: 'none', kind: 'other' },
    { title: 'The lamp is dim', body: 'A little.', label: 'none', kind: 'other' },
  ];
  const reports = file('reports.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'));

  it('prints Markdown and draws the picture', () => {
    const picture = path.join(scratch, 'picture.svg');
    const { status, stdout } = run('eval', reports, '--svg', picture);
    expect(status).toBe(0);
    expect(stdout).toContain('2 reports: 0 labelled, 0 suggested, 2 abstained.');
    expect(readFileSync(picture, 'utf8')).toMatch(/^<svg /);
  });

  it('prints one JSON document', () => {
    const result = JSON.parse(run('eval', reports, '--labels', 'label', '--json').stdout);
    expect(result).toMatchObject({ reports: 2, wrongOnNone: 0, decisions: { abstain: 2 } });
  });
});

describe('train', () => {
  it('writes a model that scores, and says on stdout what it is', () => {
    const out = path.join(scratch, 'model.json');
    const { status, stdout } = run(
      'train',
      trainFile,
      '--group',
      'repo',
      '--out',
      out,
      '--date',
      '2026-01-02',
    );
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ out, examples: 60, date: '2026-01-02' });
    const scorer = new TextScorer(openModel(readFileSync(out, 'utf8')));
    expect(scorer.score({ title: 'How do I print?', body: 'Is there a way?' }, { group: 'o/one' }).best).toBe(
      'question',
    );
  });
});

describe('train on several files', () => {
  it('lets a repository with a handful of reports borrow from others', () => {
    const few = madeUpReports(6, 3).map((report) => JSON.stringify({ ...report, repo: 'o/new' }));
    const own = file('few.jsonl', few.join('\n'));
    const out = path.join(scratch, 'borrowed.json');
    const { status, stdout } = run('train', own, trainFile, '--group', 'repo', '--out', out);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      examples: 66,
      groups: ['o/new', 'o/one', 'o/two'],
      trainedOn: `${own}, ${trainFile}`,
    });
    const scorer = new TextScorer(openModel(readFileSync(out, 'utf8')));
    const unseen = madeUpReports(30, 4);
    const right = unseen.filter((report) => scorer.score(report, { group: 'o/new' }).best === report.label);
    expect(right.length / unseen.length).toBeGreaterThan(0.9);
  });
});

describe('bad input', () => {
  const missing = path.join(scratch, 'missing');
  const cases: [string, string[], RegExp][] = [
    ['a file that is not there', ['eval', `${missing}.csv`], /missing\.csv: cannot be read/],
    ['lines that are not there', ['eval', `${missing}.jsonl`], /missing\.jsonl: cannot be read/],
    ['an empty file', ['eval', file('empty.csv', '')], /holds no reports/],
    ['half a line', ['eval', file('broken.jsonl', '{"title"')], /broken\.jsonl:1: is not JSON/],
    ['a list', ['eval', file('list.jsonl', '[]')], /is no object/],
    ['half a field', ['eval', file('short.csv', 'title,label\n"open')], /is not CSV/],
    [
      'no such field',
      ['eval', testFile, '--labels', 'verdict'],
      /"verdict". It has: repo, label, title, body/,
    ],
    ['one label', ['train', file('one.csv', 'title,label\na,b\n'), '--out', missing], /two labels/],
  ];
  it.each(cases)('is told in words, exit 1: %s', (_, args, words) => {
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toMatch(words);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  const usages = [
    ['eval'],
    ['eval', testFile, '--train', trainFile],
    ['eval', '--train', trainFile],
    ['eval', '--train', trainFile, '--folds', '1'],
    ['eval', '--train', trainFile, '--folds', 'many'],
    ['train', trainFile],
  ];
  it.each(usages.map((args) => [args]))('of the command line is wrong usage, exit 2: %j', (args) => {
    expect(run(...args).status).toBe(2);
  });
});
