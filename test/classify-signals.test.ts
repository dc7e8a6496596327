/** Signals: found where the patterns say, once each, whatever the text is; the quick way finds what the slow way would. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPack } from '../src/adapters/rule-files/load-rules.js';
import { findProbes } from '../src/core/classify/find-probes.js';
import { weighProblems } from '../src/core/classify/weigh-problems.js';
import { parseReport } from '../src/core/report/parse-report.js';
import type { Report, Span } from '../src/core/report/report.js';
import { kindBit } from '../src/core/rules/pack.js';
import { lostDisk, packOf, problemWith } from './known-problem-fixtures.js';

function span(text: string, kind: Span['kind'] = 'prose', line = 1): Span {
  return { kind, text, breaks: [], section: '', line };
}

function reportOf(...spans: readonly Span[]): Report {
  return { title: '', spans, facts: [], truncated: false };
}

function signal(change: Record<string, unknown>) {
  return { id: 'signal', says: 'It is so.', weight: 1, pattern: 'the thing', ...change };
}

function firedWith(change: Record<string, unknown>, report: Report): readonly string[] {
  const pack = packOf(problemWith({ needs: [], signals: [signal(change)], look_alikes: [] }));
  const weighed = weighProblems(report, pack).weighed[0];
  return [...(weighed?.pros ?? []), ...(weighed?.cons ?? [])].map((fired) => fired.id);
}

describe('a signal', () => {
  it('fires without regard to case', () => {
    expect(firedWith({}, reportOf(span('It is The THING here')))).toEqual(['signal']);
  });

  it('looks only into the kinds of text it names', () => {
    expect(firedWith({ in: ['log'] }, reportOf(span('the thing', 'prose')))).toEqual([]);
    expect(firedWith({ in: ['log'] }, reportOf(span('the thing', 'log')))).toEqual(['signal']);
  });

  it('never looks into quotes and patches unless it says so', () => {
    expect(firedWith({}, reportOf(span('the thing', 'quote'), span('the thing', 'patch')))).toEqual([]);
    expect(firedWith({ in: ['quote'] }, reportOf(span('the thing', 'quote')))).toEqual(['signal']);
  });

  it('is kept back by `unless` in the same span only', () => {
    const unless = { unless: 'not really' };
    expect(firedWith(unless, reportOf(span('the thing, not really')))).toEqual([]);
    expect(firedWith(unless, reportOf(span('the thing'), span('not really')))).toEqual(['signal']);
  });

  it('fires for any of its patterns', () => {
    const change = { pattern: undefined, patterns: ['first words', 'second words|third words'] };
    expect(firedWith(change, reportOf(span('the third words')))).toEqual(['signal']);
    expect(firedWith(change, reportOf(span('the fourth words')))).toEqual([]);
  });

  it('fires although a pattern before it holds a character of two code units', () => {
    const change = { pattern: undefined, patterns: ['stopped 😀 at last', 'waiting for the root device'] };
    expect(firedWith(change, reportOf(span('It is waiting for the root device')))).toEqual(['signal']);
    expect(firedWith(change, reportOf(span('It stopped 😀 at last')))).toEqual(['signal']);
  });

  it('counts once, at its best place', () => {
    const pack = packOf(problemWith({ needs: [], signals: [signal({})], look_alikes: [] }));
    const spans = [
      span('the thing', 'title', 0),
      span('the thing', 'prose', 3),
      span('the thing', 'log', 9),
      span('the thing', 'log', 10),
    ];
    const [weighed] = weighProblems(reportOf(...spans), pack).weighed;
    expect(weighed?.proSum).toBe(1);
    expect(weighed?.pros[0]?.foundIn).toMatchObject({ span: { kind: 'log', line: 9 } });
  });

  it('reads facts: values, versions, patterns, absence', () => {
    const fact = (kind: 'linux' | 'vendor', value: string) => ({
      kind,
      value,
      quote: value,
      section: '',
      line: 2,
    });
    const report: Report = {
      ...reportOf(),
      facts: [fact('linux', '5.14.10-300.fc35'), fact('vendor', 'dell')],
    };
    const fires = (condition: object, weight = 1) =>
      firedWith({ pattern: undefined, fact: condition, weight }, report);
    expect(fires({ kind: 'vendor', is: ['hp', 'dell'] })).toEqual(['signal']);
    expect(fires({ kind: 'vendor', is: ['del'] })).toEqual([]);
    expect(fires({ kind: 'linux', version: '>=5.14 <6.0' })).toEqual(['signal']);
    expect(fires({ kind: 'linux', version: '<5.14' })).toEqual([]);
    expect(fires({ kind: 'linux', matches: 'fc3[0-9]$' })).toEqual(['signal']);
    expect(fires({ kind: 'xen', absent: true }, -1)).toEqual(['signal']);
    expect(fires({ kind: 'linux', absent: true }, -1)).toEqual([]);
  });
});

describe('roles', () => {
  it('are unproven until a signal with the role fires', () => {
    const pack = packOf(problemWith());
    const parsed = parseReport({ title: lostDisk.title, body: 'The disk is gone.' });
    expect(weighProblems(parsed, pack).weighed[0]?.unproven).toEqual(['guest']);
    expect(weighProblems(parseReport(lostDisk), pack).weighed[0]?.unproven).toEqual([]);
  });
});

describe('the literals', () => {
  it('lead to every place where a pattern of the shipped rules matches its own examples', async () => {
    const pack = await loadPack();
    const examples = pack.problems.flatMap((problem) => [...problem.match, ...problem.no_match]);
    expect(examples.length).toBeGreaterThan(50);
    // The slow way is slow: every ninth example will do.
    for (const example of examples.filter((_, at) => at % 9 === 0)) {
      const { spans } = parseReport(example);
      const found = findProbes(pack, spans);
      pack.probes.forEach((probe, number) => {
        const matches = spans.some(
          (one) =>
            (probe.kinds & kindBit(one.kind)) !== 0 &&
            pack.patterns.some(
              ({ source, probes }) => probes.includes(number) && pack.engineOf(source).test(one.text),
            ) &&
            !(probe.unless !== null && pack.engineOf(probe.unless).test(one.text)),
        );
        expect((found.spans[number] ?? -1) >= 0, `${example.title}: ${JSON.stringify(probe)}`).toBe(matches);
      });
    }
  });

  it('lead to the match in any text that has it', () => {
    const pack = packOf(
      problemWith({
        needs: [],
        look_alikes: [],
        signals: [
          signal({ id: 'far', pattern: 'ab.{0,4}(cd|dc)|a+bc' }),
          signal({ id: 'ordered', pattern: '(abc|cab).*d{2}' }),
          signal({ id: 'repeated', pattern: '(ab){2,}|ccc' }),
        ],
      }),
    );
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'A', ' '), maxLength: 30 });
    fc.assert(
      fc.property(text, (sample) => {
        const found = findProbes(pack, [span(sample)]);
        pack.probes.forEach((_, number) => {
          const slow = pack.patterns.some(
            (one) => one.probes.includes(number) && pack.engineOf(one.source).test(sample),
          );
          expect((found.spans[number] ?? -1) >= 0).toBe(slow);
        });
      }),
      { numRuns: 3000 },
    );
  });
});

describe('hostile text', () => {
  it.each([
    ['one literal a million times', 'no driver for '.repeat(75_000)],
    ['one literal on each of a hundred thousand lines', 'no driver for\n'.repeat(75_000)],
    ['half a million letters without a blank', 'a'.repeat(500_000)],
    ['nothing but line ends', '\n'.repeat(500_000)],
    ['lone surrogates', '\ud800\udc00\ud800'.repeat(50_000)],
    ['binary', String.fromCharCode(...Array.from({ length: 60_000 }, (_, at) => (at * 7919) % 65_536))],
  ])('%s is read to its end', (_name, body) => {
    const pack = packOf(problemWith());
    const { weighed } = weighProblems(
      parseReport({ title: 'x', body: `${body}\n\nour xen guest is here` }),
      pack,
    );
    expect(weighed).toHaveLength(1);
    expect(weighed[0]?.pros.map((fired) => fired.id)).toContain('guest');
  });

  it('makes the engine read a bounded number of characters in vain', () => {
    const pack = packOf(
      problemWith({ needs: [], look_alikes: [], signals: [signal({ pattern: 'literal [0-9] end' })] }),
    );
    let read = 0;
    const counting = {
      ...pack,
      engineOf: (pattern: string) => {
        const engine = pack.engineOf(pattern);
        const counted = Object.create(engine);
        counted.test = (text: string) => {
          read += text.length;
          return engine.test(text);
        };
        return counted;
      },
    };
    const lines = Array.from({ length: 20_000 }, (_, at) => span(`literal literal end ${at}`, 'log', at));
    findProbes(counting, lines);
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(60_000);
  });
});
