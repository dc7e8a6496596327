/** The command line as people and scripts run it: what stands on stdout, what on stderr, and the exit code. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './cli-command.js';

const scratch = mkdtempSync(path.join(tmpdir(), 'classify-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const full = path.join(scratch, name);
  writeFileSync(full, content);
  return full;
}

const title = 'HVM guest finds no disk after the upgrade';
const body = [
  'Our Xen HVM guest does not boot any more.',
  '',
  '```',
  '[    1.2] xenbus_probe_frontend: Device with no driver: device/vbd/51712',
  '```',
].join('\n');
const keys = [
  'id',
  'decision',
  'category',
  'confidence',
  'runnerUp',
  'evidence',
  'facts',
  'fix',
  'missing',
  'labels',
  'reply',
];

describe('classify --json', () => {
  it('prints one object with the promised keys for a Markdown file, and nothing else', () => {
    const report = file('report.md', `Some words before.\n\n# ${title}\n\n${body}\n`);
    const { status, stderr, json } = run(['classify', '--json', report]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [answer, ...rest] = json();
    expect(rest).toEqual([]);
    expect(Object.keys(answer)).toEqual(keys);
    expect(answer).toMatchObject({
      id: report,
      decision: 'label',
      category: 'xen-platform-pci',
      labels: ['known: xen-platform-pci'],
      fix: { status: expect.any(String) },
      reply: expect.stringContaining('xen'),
    });
    expect(Object.keys(answer.evidence[0])).toEqual(['says', 'quote', 'section', 'line']);
    // The line is that of the file.
    expect(answer.evidence.find((one: { quote: string }) => one.quote.includes('no driver')).line).toBe(8);
  });

  it.each([
    ['a text file, whose first line is the title', 'a.txt', `${title}\n\n${body}`, 'label'],
    ['an issue', 'a.json', JSON.stringify({ number: 7, title, body, user: { login: 'octocat' } }), 'label'],
    ['an issue without a body', 'b.json', JSON.stringify({ title: 'A question', body: null }), 'abstain'],
    [
      'a webhook payload',
      'c.json',
      JSON.stringify({ action: 'opened', issue: { number: 7, title, body } }),
      'label',
    ],
  ])('reads %s', (_name, name, content, decision) => {
    const { status, json } = run(['classify', '--json', file(name, content)]);
    expect(status).toBe(0);
    expect(json()).toEqual([expect.objectContaining({ decision })]);
  });

  it('reads many reports, one a line, with their ids and in their order', () => {
    const lines = [
      { id: 'first', title, body },
      { id: 2, title: 'Wrong colour', body: 'It is blue.' },
    ];
    const { status, json } = run([
      'classify',
      '--json',
      file('many.jsonl', `${lines.map((one) => JSON.stringify(one)).join('\n')}\n\n`),
    ]);
    expect(status).toBe(0);
    expect(json().map(({ id, decision, category }) => [id, decision, category])).toEqual([
      ['first', 'label', 'xen-platform-pci'],
      [2, 'abstain', null],
    ]);
  });

  it.each([
    ['a report', `${title}\n\n${body}`, 1],
    ['an issue', JSON.stringify({ title, body }), 1],
    ['lines of reports', [0, 1, 2].map((id) => JSON.stringify({ id, title, body })).join('\n'), 3],
  ])('reads %s from standard input', (_name, input, count) => {
    for (const args of [
      ['classify', '--json', '-'],
      ['classify', '--json'],
    ]) {
      const { status, json } = run(args, input);
      expect(status).toBe(0);
      expect(json()).toHaveLength(count);
    }
  });

  it.each([
    ['empty', Buffer.alloc(0)],
    ['binary', Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 31) % 256))],
    ['a megabyte of log', Buffer.from('[    1.0] xen: something happened here\n'.repeat(27_000))],
    ['one line of a megabyte', Buffer.from('kernel panic '.repeat(80_000))],
    ['halves of surrogate pairs', Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80, 0x0a])],
  ])('answers when the input is %s', (_name, content) => {
    const { status, stderr, json } = run(['classify', '--json', file('odd.md', content)]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(json()[0]).toMatchObject({ decision: expect.stringMatching(/^(label|suggest|abstain)$/) });
  });

  it('keeps escaped lone surrogates in valid JSON', () => {
    const line = '{"id":"s","title":"xen guest \\ud800 disk","body":"\\udfff dom0 \\ud800"}';
    const { status, json } = run(['classify', '--json', file('s.jsonl', line)]);
    expect(status).toBe(0);
    expect(json()).toHaveLength(1);
  });
});

describe('bad input', () => {
  it('is named on stderr with the exit code 1; the rest is still done', () => {
    const good = file('good.md', `# ${title}\n\n${body}`);
    const { status, stderr, json } = run(['classify', '--json', path.join(scratch, 'nowhere.md'), good]);
    expect(status).toBe(1);
    expect(stderr).toContain('nowhere.md: cannot be read');
    expect(json()).toHaveLength(1);
  });

  it.each([
    ['broken JSON', 'x.json', '{"title": ', 'is not JSON'],
    ['JSON without an issue', 'y.json', '{"zen": "Keep it logically awesome."}', 'has no issue with a title'],
    ['a broken line', 'z.jsonl', `{"id":1,"title":"a","body":"b"}\nnonsense\n`, 'z.jsonl:2: is not JSON'],
  ])('such as %s', (_name, name, content, why) => {
    const { status, stderr } = run(['classify', '--json', file(name, content)]);
    expect(status).toBe(1);
    expect(stderr).toContain(why);
  });

  it('is a broken rule too: file, line and what to change', () => {
    const rules = mkdtempSync(path.join(scratch, 'rules-'));
    writeFileSync(
      path.join(rules, 'bad.yml'),
      "id: bad\nsignals:\n  - { id: a, says: x, pattern: 'foo(?=bar)', weigth: 1 }\n",
    );
    const { status, stdout, stderr } = run(['classify', '--json', '--rules', rules, file('r.md', '# x')]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/bad\.yml:3:\d+: error: .*did you mean `weight`/);
  });
});

describe('wrong usage', () => {
  it.each([[['classify', '--jsno']], [['clasify']], [['rules', 'new']], [['rules', 'new', 'Not A Name']]])(
    '%j exits with 2',
    (args) => {
      const { status, stdout, stderr } = run(args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/error: /);
    },
  );

  it.each([[['--help']], [['classify', '--help']], [['help', 'classify']], [['--version']]])(
    '%j is none',
    (args) => {
      const { status, stdout } = run(args);
      expect(status).toBe(0);
      expect(stdout.length).toBeGreaterThan(0);
    },
  );
});

describe('classify for a person', () => {
  it('prints a trace without colour into a pipe: facts, what fired and what did not, thresholds, reply', () => {
    const { status, stdout } = run([
      'classify',
      file('p.md', `# ${title}\n\nLinux 5.14.10 here.\n\n${body}`),
    ]);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b[');
    for (const part of ['label', 'linux: 5.14.10', '+2.5', 'thresholds:', 'no driver', 'fix:', 'reply']) {
      expect(stdout).toContain(part);
    }
  });

  it('does not let a report write to the terminal', () => {
    const { stdout } = run([
      'classify',
      file('esc.md', `# ${title} \u001b[31mred\u0007\n\n${body}\u001b]0;title\u0007`),
    ]);
    for (const bad of ['\u0007', '\u001b']) expect(stdout).not.toContain(bad);
  });
});
