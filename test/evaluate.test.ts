/** The measures: each against numbers worked out by hand. */

import { describe, expect, it } from 'vitest';
import { readCalibration } from '../src/core/classify/stored-calibration.js';
import { abstentionCurve } from '../src/core/evaluate/abstention.js';
import { bootstrap } from '../src/core/evaluate/bootstrap.js';
import { accuracy, confusionOf, labelScores, macroF1 } from '../src/core/evaluate/confusion.js';
import { evaluate } from '../src/core/evaluate/evaluation.js';
import { evaluationMarkdown } from '../src/core/evaluate/evaluation-markdown.js';
import { evaluationPicture } from '../src/core/evaluate/evaluation-picture.js';
import { stratifiedFolds } from '../src/core/evaluate/folds.js';
import { learnCalibration } from '../src/core/evaluate/learn-calibration.js';
import type { Outcome } from '../src/core/evaluate/outcome.js';
import { reliabilityOf } from '../src/core/evaluate/reliability.js';
import { packOf, problemWith } from './known-problem-fixtures.js';

function outcome(truth: string, said: string | null, confidence = 0.9, more: Partial<Outcome> = {}): Outcome {
  return { truth, said, best: said, decision: said === null ? 'abstain' : 'label', confidence, ...more };
}

/** Three of `a` (two found, one missed), two of `b` (one found, one taken for `a`), one `none` left alone. */
const outcomes = [
  outcome('a', 'a', 0.9),
  outcome('a', 'a', 0.8),
  outcome('a', null, 0.3),
  outcome('b', 'b', 0.7),
  outcome('b', 'a', 0.6),
  outcome('none', null, 0.1),
];

describe('the confusion table', () => {
  it('counts an abstention as none', () => {
    expect(confusionOf(outcomes)).toEqual({
      labels: ['a', 'b', 'none'],
      counts: [
        [2, 0, 1],
        [1, 1, 0],
        [0, 0, 1],
      ],
    });
  });

  it('gives precision, recall and F1 of each label', () => {
    const [a, b, none] = labelScores(confusionOf(outcomes));
    expect(a).toMatchObject({ support: 3, said: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(b).toMatchObject({ support: 2, said: 1, precision: 1, recall: 1 / 2, f1: 2 / 3 });
    expect(none).toMatchObject({ support: 1, said: 2, precision: 1 / 2, recall: 1, f1: 2 / 3 });
  });

  it('averages F1 over the labels that occur in truth', () => {
    expect(macroF1(confusionOf(outcomes))).toBeCloseTo(2 / 3);
    expect(macroF1(confusionOf([outcome('a', 'a'), outcome('a', 'never true')]))).toBeCloseTo(2 / 3);
    expect(accuracy(confusionOf(outcomes))).toBeCloseTo(4 / 6);
  });

  it('is 0, not NaN, about nothing', () => {
    expect(macroF1(confusionOf([]))).toBe(0);
    expect(accuracy(confusionOf([]))).toBe(0);
  });
});

describe('reliability', () => {
  const claims = [
    { confidence: 0.95, right: true },
    { confidence: 0.95, right: false },
    { confidence: 0.15, right: false },
    { confidence: 1, right: true },
  ];

  it('bins claims and weighs the distances by how many claims a bin holds', () => {
    const { bins, expectedError, largestError } = reliabilityOf(claims);
    expect(bins[9]).toMatchObject({ count: 3, claimed: (0.95 + 0.95 + 1) / 3, right: 2 / 3 });
    expect(bins[1]).toMatchObject({ count: 1, claimed: 0.15, right: 0 });
    const gap = 2.9 / 3 - 2 / 3;
    expect(expectedError).toBeCloseTo((3 * gap + 1 * 0.15) / 4);
    expect(largestError).toBeCloseTo(gap);
  });

  it('is 0 for claims that mean what they say', () => {
    const honest = [true, true, true, false].map((right) => ({ confidence: 0.75, right }));
    expect(reliabilityOf(honest).expectedError).toBe(0);
  });

  it('counts what the surest part gets right', () => {
    const curve = abstentionCurve(claims, 2);
    expect(curve).toEqual([
      { answered: 0.5, accuracy: 1, threshold: 0.95 },
      { answered: 1, accuracy: 0.5, threshold: 0.15 },
    ]);
  });
});

describe('calibration', () => {
  const pack = packOf(
    problemWith({
      signals: [
        { id: 'guest', says: 'It is a guest.', role: 'guest', pattern: 'xen guest', weight: 1 },
        { id: 'gone', says: 'The disk is gone.', role: 'loss', pattern: 'disk gone', weight: 3 },
        { id: 'slow', says: 'The disk is slow.', role: 'loss', pattern: 'disk slow', weight: 3 },
      ],
    }),
  );
  /** Nine in ten whose disk is gone have the problem, three in ten whose disk is slow, and of the others none. */
  const reports = Array.from({ length: 300 }, (_, at) => {
    const word = ['gone', 'slow', 'blue'][at % 3] ?? '';
    const isProblem = (word === 'gone' && at % 10 !== 0) || (word === 'slow' && at % 10 < 3);
    return { title: `xen guest ${at}`, body: `disk ${word}`, label: isProblem ? 'lost-disk' : 'other' };
  });
  const options = { folds: 5, seed: 1, precision: 0.97, suggestPrecision: 0.5 };

  it('is learned such that confidence means what it says', () => {
    const { calibration, judged } = learnCalibration(reports, pack, options);
    expect(judged.reports).toBe(300);
    expect(judged.expectedCalibrationError).toBeLessThan(0.05);
    expect(calibration.pro).toBeGreaterThan(0);
    // Both signals weigh the same, so no threshold reaches the wanted precision.
    expect(calibration.thresholds.label).toBe(0.99);
    expect(calibration.thresholds.suggest).toBeLessThan(0.65);
  });

  it('chooses the lowest threshold with the wanted precision', () => {
    const { judged, calibration } = learnCalibration(reports, pack, { ...options, precision: 0.5 });
    expect(judged.labels).toBe(200);
    expect(judged.labelPrecision).toBeGreaterThan(0.5);
    expect(calibration.thresholds.label).toBeLessThan(0.65);
    expect(judged.found).toBe(1);
  });

  it('needs reports of both kinds', () => {
    const none = reports.filter(({ label }) => label === 'other');
    expect(() => learnCalibration(none, pack, options)).toThrow(RangeError);
  });

  it('is read back as it was stored, and refused in words when it is damaged', () => {
    const { calibration } = learnCalibration(reports, pack, options);
    expect(readCalibration(JSON.stringify({ calibration }))).toEqual({ ok: true, calibration });
    expect(readCalibration('{')).toMatchObject({ ok: false, problem: expect.stringContaining('not JSON') });
    expect(readCalibration(JSON.stringify({ calibration: { ...calibration, prior: 'much' } }))).toMatchObject(
      {
        problem: expect.stringContaining('`prior`'),
      },
    );
    const turned = { ...calibration, thresholds: { label: 0.5, suggest: 0.9, margin: 0.1 } };
    expect(readCalibration(JSON.stringify({ calibration: turned }))).toMatchObject({ ok: false });
  });
});

describe('chance', () => {
  it('gives the same interval for the same seed, around the value', () => {
    const sample = Array.from({ length: 100 }, (_, index) => (index < 30 ? 1 : 0));
    const mean = (numbers: readonly number[]) =>
      numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    const interval = bootstrap(sample, mean, { seed: 3 });
    expect(interval).toEqual(bootstrap(sample, mean, { seed: 3 }));
    expect(interval.value).toBeCloseTo(0.3);
    // The standard error of a share of 0.3 among 100 is 0.046: the interval reaches about 0.09 to each side.
    expect(interval.low).toBeGreaterThan(0.17);
    expect(interval.low).toBeLessThan(0.25);
    expect(interval.high).toBeGreaterThan(0.35);
    expect(interval.high).toBeLessThan(0.43);
  });

  it('deals every stratum evenly over the folds', () => {
    const strata = Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 'rare' : 'common'));
    const folds = stratifiedFolds(strata, 5, 1);
    for (let fold = 0; fold < 5; fold += 1) {
      const inside = strata.filter((_, index) => folds[index] === fold);
      expect(inside).toHaveLength(20);
      expect(inside.filter((stratum) => stratum === 'rare')).toHaveLength(2);
    }
    expect(stratifiedFolds(strata, 5, 1)).toEqual(folds);
    expect(stratifiedFolds(strata, 5, 2)).not.toEqual(folds);
  });
});

describe('an evaluation', () => {
  const grouped = [
    outcome('a', 'a', 0.9, { group: 'one', kind: 'plain' }),
    outcome('b', 'b', 0.9, { group: 'one', kind: 'plain' }),
    outcome('a', 'b', 0.6, { group: 'two', kind: 'near-miss' }),
    outcome('b', 'b', 0.8, { group: 'two', kind: 'plain' }),
  ];

  it('averages over groups and counts kinds apart', () => {
    const evaluation = evaluate(grouped, { resamples: 20 });
    expect(evaluation.groups.map(({ group, macroF1: f1 }) => [group, f1])).toEqual([
      ['one', 1],
      ['two', 1 / 3],
    ]);
    expect(evaluation.macroF1).toBeCloseTo(2 / 3);
    expect(evaluation.kinds).toEqual([
      { kind: 'near-miss', reports: 1, accuracy: 0, wrongLabels: 1 },
      { kind: 'plain', reports: 3, accuracy: 1, wrongLabels: 0 },
    ]);
    expect(evaluation.surestHalf).toBe(1);
  });

  it('tells a label from a suggestion, and what happens to reports of no known problem', () => {
    const mixed = [
      outcome('a', 'a'),
      outcome('a', 'a', 0.5, { decision: 'suggest' }),
      outcome('a', null),
      outcome('none', 'a'),
      outcome('none', 'a', 0.5, { decision: 'suggest' }),
      outcome('none', null),
      outcome('none', null),
    ];
    const evaluation = evaluate(mixed, { resamples: 20 });
    expect(evaluation.decisions).toEqual({ label: 2, suggest: 2, abstain: 3 });
    expect(evaluation.labelPrecision).toBe(1 / 2);
    expect(evaluation.found).toBeCloseTo(2 / 3);
    expect(evaluation.wrongOnNone).toBe(1 / 4);
    expect(evaluation.perLabel[0]).toMatchObject({
      label: 'a',
      labelPrecision: 1 / 2,
      labelled: 1,
      suggested: 1,
      abstained: 1,
    });
  });

  it('becomes Markdown whose tables a label cannot break', () => {
    const page = evaluationMarkdown('Title', evaluate([outcome('a|b', 'a|b')], { resamples: 2 }));
    expect(page.startsWith('# Title\n')).toBe(true);
    expect(page).toContain('| a\\|b | 1 | 1.000 |');
    expect(page).toContain('| macro F1 | 1.000 | 1.000 to 1.000 |');
  });

  it('becomes a picture without markup from labels', () => {
    const picture = evaluationPicture('<b>&', evaluate([outcome('<script>', '<script>')], { resamples: 2 }));
    expect(picture).toMatch(/^<svg [^>]+>/);
    expect(picture).not.toContain('<script>');
    expect(picture).toContain('&lt;script&gt;');
    expect(picture).not.toContain('NaN');
    // Every element is closed: as many openings as closings.
    const opened = picture.match(/<[a-z]+(?:\s[^>]*)?(?<!\/)>/g) ?? [];
    const closed = picture.match(/<\/[a-z]+>/g) ?? [];
    expect(opened.length).toBe(closed.length);
  });
});
