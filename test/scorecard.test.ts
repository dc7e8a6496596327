/** The figures of the scorecard, and when a known problem is demoted: pure, so that they can be tried out in numbers. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy, readPolicy } from '../src/core/rules/policy.js';
import type { ScoreCounts } from '../src/core/scorecard/counts.js';
import { csvOf } from '../src/core/scorecard/csv.js';
import type { Verdict } from '../src/core/scorecard/feedback.js';
import { precisionPlot, trendPlot } from '../src/core/scorecard/plots.js';
import { scorecardOf, startOf } from '../src/core/scorecard/scorecard.js';
import { floorFor, standingOf, whyDemoted } from '../src/core/scorecard/standing.js';
import { wilson } from '../src/core/scorecard/wilson.js';

const usual = floorFor(defaultPolicy, 'dell-boot');

/** `12+ 3-`: newest first, twelve right, then three wrong. */
function verdicts(words: string): Verdict[] {
  return words
    .split(' ')
    .flatMap((word) =>
      Array<Verdict>(Number.parseInt(word, 10)).fill(word.endsWith('+') ? 'right' : 'wrong'),
    );
}

describe('the standing of a known problem', () => {
  it.each([
    ['nothing was judged', '', 'too-few', 0, 0],
    ['three were judged, all wrong', '3-', 'too-few', 3, 0],
    ['nine were judged, all wrong', '9-', 'too-few', 9, 0],
    ['ten were judged, all wrong', '10-', 'demoted', 10, 0],
    ['ten were judged, one wrong', '9+ 1-', 'holds', 10, 9],
    ['ten were judged, two wrong', '8+ 2-', 'demoted', 10, 8],
    ['exactly on the floor', '18+ 2-', 'holds', 20, 18],
    ['one under the floor', '17+ 3-', 'demoted', 20, 17],
    ['what is older than the last twenty', '20+ 100-', 'holds', 20, 20],
    ['what was good long ago', '3- 17+ 100+', 'demoted', 20, 17],
  ] as const)('%s', (_sentence, words, state, judged, right) => {
    expect(standingOf(words === '' ? [] : verdicts(words), usual)).toMatchObject({ state, judged, right });
  });

  it('follows the policy: a floor of its own, another number, never more waited for than count', () => {
    const reading = readPolicy(
      { scorecard: { floor: 0.5, over: 4, min_judged: 10 }, problems: { 'dell-boot': { floor: 0.8 } } },
      ['dell-boot'],
    );
    if (!reading.ok) throw new Error(reading.reasons.join());
    expect(floorFor(reading.policy, 'dell-boot')).toEqual({ floor: 0.8, over: 4, minJudged: 4 });
    expect(floorFor(reading.policy, 'ec2-kexec')).toEqual({ floor: 0.5, over: 4, minJudged: 4 });
    expect(standingOf(verdicts('3+ 1-'), floorFor(reading.policy, 'dell-boot')).state).toBe('demoted');
    expect(standingOf(verdicts('3+ 1-'), floorFor(reading.policy, 'ec2-kexec')).state).toBe('holds');
  });

  it.each([
    [{ floor: 90 }, /scorecard\.floor/],
    [{ over: 0 }, /scorecard\.over/],
    [{ over: 201 }, /scorecard\.over/],
    [{ min_judge: 3 }, /scorecard\.min_judge: .*did you mean `min_judged`/],
  ])('refuses the policy %j', (scorecard, says) => {
    const reading = readPolicy({ scorecard }, []);
    expect(reading.ok ? '' : reading.reasons.join()).toMatch(says);
  });

  it('is said in words that never round up to the floor', () => {
    const standing = standingOf(verdicts('178+ 22-'), { floor: 0.895, over: 200, minJudged: 10 });
    expect(whyDemoted('dell-boot', standing)).toBe(
      '`dell-boot` is demoted to suggestions here: 178 of the last 200 judged were right (89%); its floor is 89.5%.',
    );
  });

  const history = fc.array(fc.constantFrom<Verdict>('right', 'wrong'), { maxLength: 60 });
  const floor = fc.record({
    floor: fc.double({ min: 0, max: 1, noNaN: true }),
    over: fc.integer({ min: 1, max: 40 }),
    minJudged: fc.integer({ min: 1, max: 40 }),
  });

  it('depends on the last judgements only', () => {
    fc.assert(
      fc.property(history, history, floor, (last, older, asked) => {
        fc.pre(last.length >= asked.over);
        expect(standingOf([...last, ...older], asked)).toEqual(standingOf(last, asked));
      }),
    );
  });

  it('is never worse for one more right judgement', () => {
    fc.assert(
      fc.property(history, floor, (before, asked) => {
        const [old, now] = [standingOf(before, asked), standingOf(['right', ...before], asked)];
        if (old.judged > 0) expect(now.right / now.judged).toBeGreaterThanOrEqual(old.right / old.judged);
        if (old.state === 'holds') expect(now.state).toBe('holds');
      }),
    );
  });

  it('recovers once the last judgements are right, whatever was before', () => {
    fc.assert(
      fc.property(history, floor, (before, asked) => {
        const recovered = [...Array<Verdict>(asked.over).fill('right'), ...before];
        expect(standingOf(recovered, asked).state).not.toBe('demoted');
      }),
    );
  });
});

describe("Wilson's interval", () => {
  it.each([
    [0, 0, null],
    [10, 10, { low: 0.7225, high: 1 }],
    [0, 10, { low: 0, high: 0.2775 }],
    [18, 20, { low: 0.699, high: 0.9721 }],
    [500, 1000, { low: 0.4691, high: 0.5309 }],
  ])('of %i in %i', (hits, count, expected) => {
    const interval = wilson(hits, count);
    if (expected === null) return expect(interval).toBeNull();
    expect(interval?.low).toBeCloseTo(expected.low, 4);
    expect(interval?.high).toBeCloseTo(expected.high, 4);
  });

  it('holds the share, lies within 0 and 1, and narrows as more is judged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(), (count, seed) => {
        const hits = seed % (count + 1);
        const [one, four] = [wilson(hits, count), wilson(4 * hits, 4 * count)];
        if (one === null || four === null) throw new Error('nothing was counted');
        expect(one.low).toBeGreaterThanOrEqual(0);
        expect(one.high).toBeLessThanOrEqual(1);
        expect(one.low).toBeLessThanOrEqual(hits / count);
        expect(one.high).toBeGreaterThanOrEqual(hits / count);
        expect(four.high - four.low).toBeLessThan(one.high - one.low);
      }),
    );
  });
});

const now = Date.UTC(2026, 10, 22, 12);
const period = { weeks: 4, now };
const week = 7 * 24 * 60 * 60_000;
const [one, two] = ['acme/one', 'acme/two'];

const counts: ScoreCounts = {
  judged: [
    { repository: one, category: 'dell-boot', week: startOf(period), right: 8, wrong: 2 },
    { repository: one, category: 'dell-boot', week: startOf(period) + 3 * week, right: 1, wrong: 0 },
    { repository: two, category: 'dell-boot', week: startOf(period), right: 9, wrong: 0 },
    { repository: two, category: 'ec2-kexec', week: startOf(period) + week, right: 0, wrong: 1 },
  ],
  said: [
    { repository: one, category: 'dell-boot', kind: 'approved', reason: null, note: null, count: 6 },
    { repository: one, category: 'dell-boot', kind: 'edited', reason: null, note: null, count: 2 },
    {
      repository: one,
      category: 'dell-boot',
      kind: 'rejected',
      reason: 'wrong-advice',
      note: null,
      count: 1,
    },
    {
      repository: one,
      category: 'dell-boot',
      kind: 'rejected',
      reason: 'wrong-problem',
      note: null,
      count: 2,
    },
    { repository: one, category: 'dell-boot', kind: 'reaction', reason: null, note: '+1', count: 3 },
    { repository: one, category: 'dell-boot', kind: 'reaction', reason: null, note: 'confused', count: 1 },
    { repository: one, category: 'dell-boot', kind: 'reaction', reason: null, note: 'eyes', count: 1 },
    { repository: two, category: 'dell-boot', kind: 'works', reason: null, note: null, count: 4 },
    { repository: two, category: 'dell-boot', kind: 'still-broken', reason: null, note: null, count: 1 },
  ],
  approvalTimes: [
    { repository: one, category: 'dell-boot', medianMs: 1_000 },
    { repository: null, category: 'dell-boot', medianMs: 2_000 },
  ],
  decided: [
    { repository: one, category: 'dell-boot', decision: 'label', count: 20 },
    { repository: two, category: 'dell-boot', decision: 'suggest', count: 5 },
    { repository: two, category: null, decision: 'abstain', count: 75 },
  ],
};

describe('a scorecard', () => {
  const card = scorecardOf(counts, period);

  it('sums each problem over the repositories, judged most often first', () => {
    expect(card.problems.map(({ category }) => category)).toEqual(['dell-boot', 'ec2-kexec']);
    expect(card.problems[0]).toMatchObject({
      labelled: 20,
      suggested: 5,
      right: 18,
      wrong: 2,
      precision: 0.9,
      approved: 6,
      edited: 2,
      rejected: 3,
      wrongAdvice: 1,
      editedShare: 0.25,
      medianApprovalMs: 2_000,
      reactions: { positive: 3, negative: 1, neutral: 1 },
      works: 4,
      stillBroken: 1,
    });
    expect(card.problems[1]).toMatchObject({ precision: 0, editedShare: null, medianApprovalMs: null });
  });

  it('tells the repositories apart, with their own medians', () => {
    expect(card.repositories.map(({ repository, category }) => `${repository} ${category}`)).toEqual([
      'acme/one dell-boot',
      'acme/two dell-boot',
      'acme/two ec2-kexec',
    ]);
    expect(card.repositories[0]).toMatchObject({ right: 9, wrong: 2, medianApprovalMs: 1_000 });
    expect(card.repositories[1]).toMatchObject({ right: 9, wrong: 0, medianApprovalMs: null });
  });

  it('covers the issues that were recognised', () => {
    expect(card.coverage).toEqual({ labelled: 20, suggested: 5, abstained: 75, recognisedShare: 0.25 });
  });

  it('has every week of the period, Mondays in UTC, also those in which nothing was judged', () => {
    expect(card.weeks.map(({ right, wrong }) => [right, wrong])).toEqual([
      [17, 2],
      [0, 1],
      [0, 0],
      [1, 0],
    ]);
    expect(card.weeks.map((score) => new Date(score.week).toISOString())).toEqual([
      '2026-10-26T00:00:00.000Z',
      '2026-11-02T00:00:00.000Z',
      '2026-11-09T00:00:00.000Z',
      '2026-11-16T00:00:00.000Z',
    ]);
  });

  it('is empty without feedback', () => {
    const empty = scorecardOf({ judged: [], said: [], approvalTimes: [], decided: [] }, period);
    expect(empty).toMatchObject({ problems: [], repositories: [], coverage: { recognisedShare: null } });
    expect(empty.weeks).toHaveLength(4);
  });

  it('never loses precision by one more right judgement', () => {
    const judgements = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 3 }), right: fc.nat(9), wrong: fc.nat(9) }),
    );
    fc.assert(
      fc.property(judgements, fc.integer({ min: 0, max: 3 }), (judged, at) => {
        const rows = judged.map(({ at: own, ...score }) => ({
          repository: one,
          category: 'dell-boot',
          week: startOf(period) + own * week,
          ...score,
        }));
        const more = {
          repository: one,
          category: 'dell-boot',
          week: startOf(period) + at * week,
          right: 1,
          wrong: 0,
        };
        const precision = (all: typeof rows) =>
          scorecardOf({ ...counts, judged: all }, period).problems.find(
            ({ category }) => category === 'dell-boot',
          )?.precision ?? 0;
        expect(precision([...rows, more])).toBeGreaterThanOrEqual(precision(rows));
      }),
    );
  });
});

describe('the plots', () => {
  it('show what was judged, with the floor where there is one', () => {
    const plot = precisionPlot(scorecardOf(counts, period).problems, (name) =>
      name === 'dell-boot' ? 0.95 : null,
    );
    expect(plot.rows.map(({ category, isUnder, floor }) => [category, isUnder, floor !== null])).toEqual([
      ['dell-boot', true, true],
      ['ec2-kexec', false, false],
    ]);
    for (const { low, x, high } of plot.rows) {
      expect(low).toBeLessThanOrEqual(x);
      expect(high).toBeGreaterThanOrEqual(x);
      expect(high).toBeLessThanOrEqual(plot.width);
    }
  });

  it('stack the weeks within the frame, whatever was judged', () => {
    const scores = fc.array(fc.record({ week: fc.nat(), right: fc.nat(100_000), wrong: fc.nat(100_000) }), {
      minLength: 1,
      maxLength: 104,
    });
    fc.assert(
      fc.property(scores, (weeks) => {
        const plot = trendPlot(weeks);
        for (const { right, wrong, x, width } of plot.bars) {
          expect(wrong.y).toBeGreaterThanOrEqual(0);
          expect(wrong.y + wrong.height).toBeCloseTo(right.y, 1);
          expect(right.y + right.height).toBeCloseTo(plot.base, 1);
          expect(x + width).toBeLessThanOrEqual(plot.width);
        }
      }),
    );
  });
});

describe('CSV', () => {
  it.each([
    ['=cmd|calc', "'=cmd|calc"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1+1', "' =1+1"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\r=1"],
  ])('shows %j as text', (cell, safe) => {
    expect(csvOf(['a'], [[cell]])).toBe(`a\r\n"${safe}"\r\n`);
  });

  it('quotes what needs it and leaves numbers and empty cells plain', () => {
    expect(csvOf(['a', 'b', 'c', 'd'], [['x,"y"\nz', 0.5, null, 'plain']])).toBe(
      'a,b,c,d\r\n"x,""y""\nz",0.5,,plain\r\n',
    );
  });

  it('never begins a cell like a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n "\'a,') }), (text) => {
        const written = csvOf(['h'], [[text]]).slice('h\r\n'.length);
        expect(written.replace(/^"/, '')).not.toMatch(/^\s*[=+\-@]/);
      }),
    );
  });
});
