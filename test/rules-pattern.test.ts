/** Patterns: what is refused with what to write instead, and which literals every match must contain. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysePattern, checkPattern } from '../src/core/rules/pattern/check-pattern.js';
import { compilePattern } from '../src/core/rules/pattern/engine.js';
import { parsePattern } from '../src/core/rules/pattern/parse-pattern.js';

function refusal(pattern: string) {
  const checked = checkPattern(pattern);
  return checked.ok ? null : checked.refusal;
}

describe('a pattern that cannot run in linear time', () => {
  it.each([
    ['(foo)bar\\1', 'back-reference', 'write the possible texts out'],
    ['(?P<x>foo)(?P=x)', 'back-reference', 'write the possible texts out'],
    ['(?<x>foo)\\k<x>', 'back-reference', 'write the possible texts out'],
    ['foo(?=bar)', 'look-around', 'match the surrounding text'],
    ['(?<=foo)bar', 'look-around', 'match the surrounding text'],
    ['foo(?!bar)', 'look-around', '`unless`'],
    ['(?<!foo)bar', 'look-around', '`unless`'],
    ['(?>foo)bar', 'does not exist in RE2', '(?:...)'],
  ])('%s is refused', (pattern, why, instead) => {
    expect(refusal(pattern)).toMatchObject({
      problem: expect.stringContaining(why),
      instead: expect.stringContaining(instead),
    });
  });

  it.each(['(a{1000}){1000}', '((foo{30}){30}){30}', 'x(bar{1,999}){1,999}'])(
    '%s is a repeat bomb',
    (pattern) => {
      expect(refusal(pattern)?.problem).toMatch(/repetitions written out/);
    },
  );

  it('points at the offending part', () => {
    expect(refusal('kernel panic(?!x)')?.at).toBe('kernel panic'.length);
  });
});

describe('a pattern with a mistake', () => {
  it.each([
    ['foo(bar', 'not closed'],
    ['foo)bar', 'closes no group'],
    ['[abc', 'not closed'],
    ['foo**', 'repeated'],
    ['*foo', 'nothing to repeat'],
    ['foo{3,1}', 'ends before it begins'],
    ['foo\\', 'ends in a backslash'],
    ['foo\\y', 'does not exist'],
    ['foo\\p', 'Unicode class'],
    ['foo\\xzz', 'code point'],
  ])('%s is refused', (pattern, why) => {
    expect(refusal(pattern)?.problem).toContain(why);
  });
});

describe('a pattern', () => {
  it.each([
    ['no driver', 'There was NO DRIVER'],
    ['No Driver', 'there was no driver'],
    ['^[^a-c]+\\B.\\S\\W', 'XYz! '],
    ['(?s)a.b', 'A\nB'],
    ['(?P<name>xen)', 'XEN'],
    ['straße', 'STRAßE'],
    ['i', '\u0130 I'],
  ])('%s does not care about capitals in %j', (pattern, text) => {
    expect(compilePattern(pattern).test(text)).toBe(true);
  });

  it('tells where it stands and what its first group took, as it was written', () => {
    expect(compilePattern('dracut[- ](v?[0-9a-z.]+)').find('Fedora with Dracut-V056.RC1 here')).toEqual({
      start: 12,
      end: 27,
      group: 'V056.RC1',
    });
    expect(compilePattern('(x)?here').find('here')).toEqual({ start: 0, end: 4, group: null });
    expect(compilePattern('here').find('there')).toEqual({ start: 1, end: 5, group: null });
    expect(compilePattern('here').find('nothing')).toBeNull();
  });
});

describe('a pattern without a literal', () => {
  it.each(['.*', '\\d+\\s\\w+', 'foo|.*', '(foo)?', '[a-z]+', 'x'])(
    '%s is refused: it would meet every line',
    (pattern) => {
      expect(refusal(pattern)?.problem).toMatch(/no literal/);
    },
  );

  it('is accepted where it only meets text that was found already', () => {
    expect(checkPattern('\\d+', false).ok).toBe(true);
  });
});

describe('literals', () => {
  function texts(pattern: string): (readonly string[])[] {
    const analysed = analysePattern(pattern);
    return analysed.ok
      ? analysed.branches.flatMap((branch) => branch.clauses.map((clause) => clause.texts))
      : [];
  }

  it('are lower-cased and cover every branch', () => {
    expect(texts('Device (VBD|vif)')).toEqual([['device vbd', 'device vif']]);
    expect(texts('no driver: device/(vbd|vif)')).toEqual([
      ['no driver: device/vbd', 'no driver: device/vif'],
    ]);
  });

  it('are found on both sides of a gap, with the gap', () => {
    const analysed = analysePattern('xen.{0,10}gone');
    expect(analysed.ok && analysed.branches[0]?.clauses).toEqual([
      { texts: ['xen'], gap: null },
      { texts: ['gone'], gap: 10 * 2 + 'xen'.length + 'gone'.length },
    ]);
  });

  it('come apart for each top-level alternative', () => {
    const parsed = parsePattern('foo(a|b)|bar|[|]baz\\|x');
    expect(parsed.ok && parsed.branches).toEqual(['foo(a|b)', 'bar', '[|]baz\\|x']);
  });

  it('leave a pattern whole whose flags hold for all alternatives', () => {
    const parsed = parsePattern('(?s)foo|bar');
    expect(parsed.ok && parsed.branches).toEqual(['(?s)foo|bar']);
  });

  it.each([
    ['colou?r', ['color', 'colour']],
    ['(ab){2,3}c', ['ab']],
    ['\\Qa.b\\E', ['a.b']],
    ['foo\\.bar', ['foo.bar']],
    ['[kK]ernel', ['kernel']],
  ])('of %s are %j', (pattern, expected) => {
    expect(texts(pattern)[0]?.toSorted()).toEqual(expected);
  });

  it('stand in whatever the engine matches', () => {
    const atom = fc.constantFrom(
      'ab',
      'cd',
      '(ab|cd)',
      '(abc|d)?',
      'x*',
      '(ab)+',
      '.{0,3}',
      '[xyz]',
      '\\w',
      '(cd){1,2}',
      'K',
    );
    const pattern = fc.array(atom, { minLength: 1, maxLength: 5 }).map((atoms) => atoms.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', 'x', 'k', 'K', ' '), maxLength: 24 });
    fc.assert(
      fc.property(pattern, text, (source, sample) => {
        const analysed = analysePattern(source, false);
        if (!analysed.ok || !compilePattern(source).test(sample)) return;
        const lower = sample.toLowerCase();
        for (const { clauses } of analysed.branches) {
          for (const { texts: one } of clauses)
            expect(one.some((literal) => lower.includes(literal))).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
