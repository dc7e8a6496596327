/** Decisions: label, suggest or abstain, and the sentence that says why. */

import { describe, expect, it } from 'vitest';
import { assess } from '../src/core/assess.js';
import { calibration } from '../src/core/classify/calibration.js';
import { recognise } from '../src/core/classify/classify.js';
import { decide as decideCandidates } from '../src/core/classify/decide.js';
import { weighProblems } from '../src/core/classify/weigh-problems.js';
import { parseReport } from '../src/core/report/parse-report.js';
import type { PackProblem } from '../src/core/rules/pack.js';
import { lostDisk, packOf, problemWith } from './known-problem-fixtures.js';

type Problems = PackProblem[];

function decide(report: { title: string; body: string }, ...problems: Problems) {
  return recognise(parseReport(report), packOf(...problems)).classification;
}

const other = { id: 'other-problem', label: { name: 'known: other', color: '000000', description: 'x' } };

describe('a report with proof of every role', () => {
  const found = decide(lostDisk, problemWith());

  it('is labelled', () => {
    expect(found).toMatchObject({ decision: 'label', category: 'lost-disk', runnerUp: null, also: [] });
    expect(found.confidence).toBeGreaterThanOrEqual(calibration.thresholds.label);
  });

  it('shows the lines that gave it away, strongest first, with their place', () => {
    expect(found.evidence).toEqual([
      expect.objectContaining({
        signal: 'no-driver',
        quote: '[    1.0] blk: no driver for vbd/51712',
        line: 4,
        weight: 5,
      }),
      expect.objectContaining({ signal: 'in-words', quote: 'So the disk is gone.', line: 7 }),
      expect.objectContaining({ signal: 'guest', quote: 'Our Xen guest lost its root.', line: 1 }),
    ]);
  });

  it('says in the reason what it proved', () => {
    expect(found.reason).toContain('lost-disk');
    expect(found.reason).toContain('There was no driver.');
  });
});

describe('a report that proves a role only', () => {
  it('is suggested at most, however much it weighs', () => {
    const body = 'The disk is gone.\n\n```\nblk: no driver for vbd\n```';
    const heavy = problemWith({
      signals: [
        { id: 'guest', says: 'It is a guest.', role: 'guest', pattern: 'xen guest', weight: 1 },
        { id: 'no-driver', says: 'No driver.', role: 'loss', pattern: 'no driver for', weight: 10 },
      ],
    });
    const found = decide({ title: 'x', body }, heavy);
    expect(found).toMatchObject({ decision: 'suggest', category: 'lost-disk' });
    expect(found.reason).toContain('guest');
  });

  it('is left alone when it is no more than a name', () => {
    const found = decide(
      { title: 'A question about our Xen guest', body: 'How do I rename it?' },
      problemWith(),
    );
    expect(found).toMatchObject({ decision: 'abstain', category: null, runnerUp: { category: 'lost-disk' } });
    expect(found.reason).toContain('loss');
    expect(found.confidence).toBe(found.runnerUp?.confidence);
  });
});

describe('a report without any signal', () => {
  it('is left alone, and the reason says so', () => {
    const found = decide({ title: 'Login button is blue', body: 'It should be green.' }, problemWith());
    expect(found).toMatchObject({
      decision: 'abstain',
      category: null,
      confidence: 0,
      runnerUp: null,
      evidence: [],
    });
    expect(found.reason).toContain('No signal');
  });

  it.each([
    ['empty', { title: '', body: '' }],
    ['blank', { title: ' ', body: '\n\t ' }],
  ])('is left alone when it is %s', (_name, report) => {
    expect(decide(report, problemWith()).decision).toBe('abstain');
  });
});

describe('a look-alike', () => {
  it('keeps the label away and is named', () => {
    const found = decide({ ...lostDisk, body: `${lostDisk.body}\n\nIt is a Nitro instance.` }, problemWith());
    expect(found.decision).not.toBe('label');
    expect(found.against).toEqual([expect.objectContaining({ signal: 'nitro', says: 'A Nitro instance' })]);
    expect(found.reason).toContain('A Nitro instance');
  });
});

describe('the nursery', () => {
  it('is never more than suggested', () => {
    const found = decide(lostDisk, problemWith({}, true));
    expect(found).toMatchObject({ decision: 'suggest', category: 'lost-disk' });
    expect(found.reason).toContain('nursery');
  });
});

describe('a long report', () => {
  it('needs more evidence: its words meet a signal by chance', () => {
    const filler = 'Some words that say nothing about it. '.repeat(150);
    const short = decide(lostDisk, problemWith());
    const long = decide({ ...lostDisk, body: `${lostDisk.body}\n\n${filler}` }, problemWith());
    expect(long.evidence).toEqual(short.evidence);
    expect(long.confidence).toBeLessThan(short.confidence);
  });
});

describe('two problems', () => {
  const thresholds = { label: 0.8, suggest: 0.4, margin: 0.2 };
  const pack = packOf(problemWith(), problemWith(other));
  const [first, second] = weighProblems(parseReport(lostDisk), pack).weighed;

  it('of which the second is nearly as likely, but not sure, are a suggestion that names both', () => {
    if (first === undefined || second === undefined) throw new Error('the fixture has two problems');
    const scored = [
      { weighed: first, confidence: 0.85 },
      { weighed: second, confidence: 0.75 },
    ];
    const verdict = decideCandidates(scored, thresholds);
    expect(verdict).toMatchObject({ decision: 'suggest', also: [] });
    expect(verdict.reason).toContain('lost-disk');
    expect(verdict.reason).toContain('other-problem is nearly as likely');
  });

  it('of which the second is far behind are a label', () => {
    if (first === undefined || second === undefined) throw new Error('the fixture has two problems');
    const scored = [
      { weighed: first, confidence: 0.85 },
      { weighed: second, confidence: 0.6 },
    ];
    expect(decideCandidates(scored, thresholds)).toMatchObject({ decision: 'label', also: [] });
  });

  it('that are both sure are both found', () => {
    const two = problemWith({
      ...other,
      signals: [
        { id: 'noise', says: 'It is loud.', role: 'guest', pattern: 'fan is loud', weight: 4 },
        { id: 'heat', says: 'It is hot.', role: 'loss', pattern: 'cpu is hot', weight: 4 },
      ],
    });
    const found = decide(
      { ...lostDisk, body: `${lostDisk.body}\n\nThe fan is loud and the CPU is hot.` },
      problemWith(),
      two,
    );
    expect(found).toMatchObject({ decision: 'label', category: 'lost-disk', also: ['other-problem'] });
  });

  it('that are both sure are both labelled, the stronger one first', () => {
    const two = problemWith({
      ...other,
      signals: [
        { id: 'noise', says: 'It is loud.', role: 'guest', pattern: 'fan is loud', weight: 4 },
        { id: 'heat', says: 'It is hot.', role: 'loss', pattern: 'cpu is hot', weight: 4 },
      ],
    });
    const body = `${lostDisk.body}\n\nThe fan is loud and the CPU is hot.`;
    const { labels } = assess({ title: lostDisk.title, body }, packOf(problemWith(), two));
    expect(labels.map(({ name }) => name)).toEqual(['known: lost-disk', 'known: other']);
  });
});

describe('the answer', () => {
  it('is the same for the same input', () => {
    const problems: Problems = [problemWith(), problemWith(other)];
    expect(decide(lostDisk, ...problems)).toEqual(decide(lostDisk, ...problems));
  });

  it('rests on probabilities between 0 and 1', () => {
    for (const candidate of decide(lostDisk, problemWith(), problemWith(other)).candidates) {
      expect(candidate.confidence).toBeGreaterThanOrEqual(0);
      expect(candidate.confidence).toBeLessThanOrEqual(1);
    }
  });

  it('redacts secrets in quotes', () => {
    const body = 'Our xen guest: the disk is gone, log in with password=hunter2 and look.';
    const quotes = decide({ title: 'x', body }, problemWith()).evidence.map(({ quote }) => quote);
    expect(quotes.join()).toContain('password=[password removed]');
    expect(quotes.join()).not.toContain('hunter2');
  });

  it('redacts secrets in facts', () => {
    const body = 'Kernel command line: root=/dev/xvda1 ro console=hvc0 password=hunter2 api_key=abc123';
    const facts = JSON.stringify(
      decide({ title: 'xen guest', body: `\`\`\`\n${body}\n\`\`\`` }, problemWith()).facts,
    );
    expect(facts).toContain('console=hvc0');
    expect(facts).not.toMatch(/hunter2|abc123/);
  });

  it('quotes the words around the match of a long paragraph and its line', () => {
    const lines = [
      ...Array.from({ length: 30 }, (_, at) => `Filler sentence number ${at} stands here.`),
      'Then the disk is gone.',
      'And more.',
    ];
    const [evidence] = decide({ title: 'x', body: lines.join('\n') }, problemWith()).evidence;
    expect(evidence).toMatchObject({ signal: 'in-words', line: 31 });
    expect(evidence?.quote).toContain('the disk is gone');
    expect(evidence?.quote.length).toBeLessThan(450);
  });
});
