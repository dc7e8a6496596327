/** The command line as people and scripts run it: what stands on stdout, what on stderr, and the exit code. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scaffoldRule } from '../src/core/rules/scaffold.js';
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
    ['a megabyte of log', Buffer.from('[    1.0] xen: something happened here\n'.repeat(27_000))],
    ['one line of a megabyte', Buffer.from('kernel panic '.repeat(80_000))],
    [
      'a log with a broken character',
      Buffer.concat([Buffer.from('xen console output '), Buffer.from([0xff])]),
    ],
  ])('answers when the input is %s', (_name, content) => {
    const { status, stderr, json } = run(['classify', '--json', file('odd.md', content)]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(json()[0]).toMatchObject({ decision: expect.stringMatching(/^(label|suggest|abstain)$/) });
  });

  it.each([
    ['binary', 'odd.md', Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 31) % 256))],
    ['a PDF', 'odd.pdf', Buffer.from('%PDF-1.7\nxen guest finds no disk')],
    ['a picture', 'odd.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ['halves of surrogate pairs', 'odd.txt', Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80, 0x0a])],
  ])('decides, and says on stderr that it is no text, when the input is %s', (_name, name, content) => {
    const { status, stderr, json } = run(['classify', '--json', file(name, content)]);
    expect(status).toBe(0);
    expect(stderr).toMatch(new RegExp(`${name}: this is no text, .*UTF-8`));
    expect(json()).toHaveLength(1);
  });

  it('abstains, and says on stderr that there is nothing, when the input is empty', () => {
    for (const [args, name] of [
      [['-'], 'standard input'],
      [[], 'standard input'],
      [[file('empty.md', ' \n')], 'empty.md'],
    ] as const) {
      const { status, stderr, json } = run(['classify', '--json', ...args]);
      expect(status).toBe(0);
      expect(stderr).toContain(`${name}: there is nothing in it.`);
      expect(json()).toEqual([expect.objectContaining({ decision: 'abstain' })]);
    }
  });

  it.each([
    ['little', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('reads UTF-16 with a byte order mark, %s end first', (name, encode) => {
    const report = file(`utf16-${name}.md`, encode(`# ${title}\n\n${body}\n`));
    const { status, stderr, json } = run(['classify', '--json', report]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(json()[0]).toMatchObject({ decision: 'label', category: 'xen-platform-pci' });
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
    expect(stderr).toContain('nowhere.md: there is no such file');
    expect(json()).toHaveLength(1);
  });

  it('is a directory too, in words', () => {
    const { status, stderr } = run(['classify', '.']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: '.: is a directory. Name the files in it that are reports.\n',
    });
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
  const report = () => file('p.md', `# ${title}\n\nLinux 5.14.10 here.\n\n${body}`);

  it('prints the answer first and the details behind it, without colour into a pipe', () => {
    const { status, stdout } = run(['classify', report()]);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b[');
    const parts = [
      '  label  ',
      '  evidence\n',
      '+2.5 The kernel saw',
      'no driver: device/vbd',
      '  facts\n    linux: 5.14.10',
      '  fix: ',
      '  labels: known: xen-platform-pci',
      '  to ask\n',
      '  reply\n',
      '  thresholds: ',
      '  not found, of xen-platform-pci\n',
      '  other candidates\n    0.0',
    ];
    const places = parts.map((part) => stdout.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('shows a few of the signals that were not found, and everything with --verbose', () => {
    const short = run(['classify', report()]).stdout;
    const hidden = Number(/and (\d+) more \(--verbose/.exec(short)?.[1]);
    expect(hidden).toBeGreaterThan(0);
    const [, listed = ''] = short.split('not found, of xen-platform-pci\n');
    expect(listed.slice(0, listed.indexOf('    and ')).trimEnd().split('\n')).toHaveLength(8);
    const long = run(['classify', '--verbose', report()]).stdout;
    expect(long).not.toContain('--verbose');
    const [, all = ''] = long.split('not found, of xen-platform-pci\n');
    expect(all.slice(0, all.indexOf('\n\n')).split('\n').length).toBeGreaterThanOrEqual(8 + hidden);
    expect(long).toMatch(/\n {2}[a-z0-9-]+ 0\.\d\d\n {5}\+/);
  });

  it('says in words what the rule needs and the report does not show', () => {
    const rules = mkdtempSync(path.join(scratch, 'needs-'));
    const rule = scaffoldRule('lost').replace('needs: [symptom]', 'needs: [symptom, lost-root-disk]');
    const second = '  - id: second-signal\n';
    writeFileSync(path.join(rules, 'lost.yml'), rule.replace(second, `${second}    role: lost-root-disk\n`));
    const { stdout } = run([
      'classify',
      '--rules',
      rules,
      file('n.md', '# It fails\n\nSince today: write here what the log says. Bad.'),
    ]);
    expect(stdout).toMatch(/othing shows “lost root disk”, which the rule needs/);
  });

  it('does not let a report write to the terminal', () => {
    const { stdout } = run([
      'classify',
      file('esc.md', `# ${title} \u001b[31mred\u0007\n\n${body}\u001b]0;title\u0007`),
    ]);
    for (const bad of ['\u0007', '\u001b']) expect(stdout).not.toContain(bad);
  });
});
