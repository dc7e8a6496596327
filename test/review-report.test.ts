/** How the desk shows a report: quotes found again in the text, blocks, folds, and where marks cut. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../src/entry/web/report-blocks.js';
import { cutAtMarks, locateQuote, unifyLineEnds } from '../src/entry/web/report-marks.js';

function found(text: string, quote: string, line: number): string | null {
  const range = locateQuote(text, { quote, line });
  return range && text.slice(range.start, range.end);
}

describe('locating a quote', () => {
  it('finds it on its own line when it stands on several', () => {
    const text = 'no disk\nfiller\nno disk\nend';
    expect(locateQuote(text, { quote: 'no disk', line: 3 })).toEqual({ start: 15, end: 22 });
    expect(locateQuote(text, { quote: 'no disk', line: 1 })).toEqual({ start: 0, end: 7 });
  });

  it('finds a sentence that runs over line ends', () => {
    expect(found('a guest\nsees no\ndisk today', 'guest sees no disk', 1)).toBe('guest\nsees no\ndisk');
  });

  it('finds a sentence of a quoted paragraph, past the mark of every line', () => {
    expect(found('> a guest\n> sees no disk', 'guest sees no disk', 1)).toBe('guest\n> sees no disk');
  });

  it('finds a quote that was cut, and one that begins before the line of its match', () => {
    expect(found('some words stand here in the text', '…stand here in…', 1)).toBe('stand here in');
    expect(found('a guest\nsees no\ndisk', 'guest sees no disk', 3)).toBe('guest\nsees no\ndisk');
    expect(found('it said … and stopped', '… and stopped', 1)).toBe('… and stopped');
  });

  it('finds it elsewhere when the line is wrong', () => {
    expect(found('one\ntwo\nthree', 'one', 3)).toBe('one');
  });

  it.each([
    ['what is not there', 'text', 'other'],
    ['an empty quote', 'text', '   '],
    ['words that only stand glued together', 'nodisk', 'no disk'],
  ])('finds nothing for %s', (_name, text, quote) => {
    expect(locateQuote(text, { quote, line: 1 })).toBeNull();
  });

  it('gives up on a text that is nothing but false starts instead of taking forever', () => {
    const text = `${'a '.repeat(50_000)}`;
    expect(locateQuote(text, { quote: `${'a '.repeat(300)}b`, line: 1 })).toBeNull();
  });

  it('finds every part of every text again, line ends read as spaces', () => {
    const words = fc.array(fc.stringMatching(/^[a-z<&"'@#]{1,6}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), fc.array(fc.boolean()), (list, a, b, breaks) => {
        const text = list
          .map((word, index) => (index === 0 ? word : `${breaks[index] ? '\n' : ' '}${word}`))
          .join('');
        const [from, to] = [a % list.length, b % list.length].sort((x, y) => x - y);
        const quote = list.slice(from, (to ?? 0) + 1).join(' ');
        expect(found(text, quote, 1)?.replaceAll('\n', ' ').split(/\s+/).join(' ')).toBe(quote);
      }),
    );
  });
});

describe('cutting at marks', () => {
  it('cuts where marks overlap and names every mark that covers a stretch', () => {
    const ranges = [{ start: 2, end: 6 }, null, { start: 4, end: 8 }];
    expect(cutAtMarks('0123456789', ranges, 0, 10)).toEqual([
      { text: '01', marks: [] },
      { text: '23', marks: [0] },
      { text: '45', marks: [0, 2] },
      { text: '67', marks: [2] },
      { text: '89', marks: [] },
    ]);
  });

  it('loses no character, whatever the marks', () => {
    const range = fc
      .tuple(fc.nat(40), fc.nat(40))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
    fc.assert(
      fc.property(fc.string({ minLength: 40, maxLength: 40 }), fc.array(range), (text, ranges) => {
        expect(
          cutAtMarks(text, ranges, 0, 40)
            .map((stretch) => stretch.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });
});

describe('blocks of a report', () => {
  function shown(body: string, marks: { start: number; end: number }[] = [], whole = false) {
    return blocksOf(body, marks, whole).map((block) =>
      block.kind === 'fold'
        ? `fold ${block.count}`
        : `${block.kind}: ${block.lines.map(({ start, end }) => body.slice(start, end)).join('|')}`,
    );
  }

  it('tells headings, text, code, quotes and comments apart and drops only the marks of Markdown', () => {
    const body =
      '## Log\n```sh\nxl list\n\n# not a heading\n```\n> said\n> before\n\nplain\ntext\n\n<!-- template -->';
    expect(shown(body)).toEqual([
      'heading: Log',
      'code: xl list||# not a heading',
      'quote: said|before',
      'text: plain|text',
      'comment: <!-- template -->',
    ]);
  });

  it('takes the indentation off indented code, as its reader would see it', () => {
    expect(shown('see:\n\n    # xl list\n      Name\n\n    more\n\nend')).toEqual([
      'text: see:',
      'code: # xl list|  Name||more',
      'text: end',
    ]);
  });

  it('shows a log that was pasted without a fence as code, and a root prompt not as a heading', () => {
    const log = '[    0.000000] Linux version 3.0\n(XEN) Latest ChangeSet: unavailable';
    expect(
      shown(`it fails\n\n${log}\n\n# xl list\nName   ID   Mem\nDomain-0  0  1024\n\n# What now?`),
    ).toEqual([
      'text: it fails',
      `code: ${log.replace('\n', '|')}`,
      'code: # xl list|Name   ID   Mem|Domain-0  0  1024',
      'heading: What now?',
    ]);
  });

  it('shows a fence that is never closed to its last line', () => {
    expect(shown('```\none\ntwo')).toEqual(['code: one|two']);
  });

  it('has no block for an empty body', () => {
    expect(shown('')).toEqual([]);
    expect(shown(' \n\n')).toEqual([]);
  });

  it('folds a long report around its evidence, and unfolds it on demand', () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line ${index + 1}`);
    const body = lines.join('\n');
    const start = body.indexOf('line 1500');
    const folded = shown(body, [{ start, end: start + 9 }]);
    expect(folded[1]).toBe('fold 1451');
    expect(folded[2]).toContain('line 1500');
    expect(folded[3]).toBe('fold 492');
    expect(folded.join('').length).toBeLessThan(1_000);
    expect(shown(body, [], true)).toEqual([`text: ${lines.join('|')}`]);
  });

  it('cuts an endless line behind its evidence', () => {
    const body = `${'x'.repeat(5_000)} here ${'y'.repeat(60_000)}`;
    const [block] = shown(body, [{ start: 5_001, end: 5_005 }]);
    expect(block).toContain(' here ');
    expect(block?.length).toBeLessThan(5_200);
  });

  it('survives every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(() => shown(unifyLineEnds(text))).not.toThrow();
      }),
    );
  });
});
