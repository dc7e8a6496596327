/** What must hold for any input: never throws, right places, storable text, bounded work. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODY_LIMIT, LINE_LIMIT, lineLimit } from '../src/core/report/lines.js';
import { parseReport } from '../src/core/report/parse-report.js';
import { factKinds, type Report, spanKinds } from '../src/core/report/report.js';

/** The body as the parser's places count it: storable, without white space at the ends of lines. */
function bodyLines(body: string): string[] {
  return body
    .replaceAll('\0', '\uFFFD')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .split(/\r\n|\r|\n/);
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function expectSound(report: Report, title: string, body: string): void {
  const lines = bodyLines(body);
  const titleLine = collapse(title.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD'));
  let previous = 0;
  for (const span of report.spans) {
    expect(spanKinds).toContain(span.kind);
    expect(span.text.trim()).not.toBe('');
    expect(span.line).toBeGreaterThanOrEqual(previous);
    expect(span.line === 0).toBe(span.kind === 'title');
    expect(span.line + span.breaks.length).toBeLessThanOrEqual(lines.length);
    previous = span.line;
    let start = 0;
    for (const [i, end] of [...span.breaks, span.text.length].entries()) {
      expect(end).toBeGreaterThan(start - 1);
      const written = span.line === 0 ? titleLine : (lines[span.line - 1 + i] ?? '');
      expect(written).toContain(span.text.slice(start, end));
      start = end + 1;
    }
  }
  for (const fact of report.facts) {
    expect(factKinds).toContain(fact.kind);
    expect(fact.value).not.toBe('');
    expect(fact.line === 0 ? titleLine : (lines[fact.line - 1] ?? '')).toContain(fact.quote);
    expect(fact.quote).not.toBe('');
  }
}

/** Fragments of which reports are made, so that random bodies reach the corners of every rule. */
const fragment = fc.constantFrom(
  '### Kernel version\n\n5.14.2',
  '_No response_',
  '- [ ] box',
  '1. one',
  '   - two',
  '```',
  '```sh',
  '~~~',
  '> quoted kernel 5.4.1',
  '>> deeper',
  '<!-- c -->',
  '<!--',
  '-->',
  '<pre>',
  '</pre>',
  '<details><summary>log</summary>',
  '**bold**',
  '# xl info',
  '$ uname -r',
  '5.10.0-8-amd64',
  'Linux box 5.10.0-8-amd64 #1 SMP Debian 5.10.46-4 (2021-08-03) x86_64',
  'xen_major              : 4\nxen_minor              : 14\nxen_extra              : .5',
  '[    0.000000] Command line: root=/dev/xvda1 reboot=acpi',
  '(XEN) Command line: dom0_mem=2G,max:2G',
  '[    1.000000] Hardware name: Dell Inc. PowerEdge R540/0ABCDE, BIOS',
  '2.10.2 02/24/2021',
  'Call Trace:',
  ' blkif_interrupt+0x10/0x20 [xen_blkfront]',
  'RIP: e030:xen_poll_irq+0x10/0x20',
  'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@',
  '+added',
  '-removed',
  'On Mon, 5 May 2025, Jo wrote:',
  '-- ',
  '====',
  '----',
  '| a | b |',
  '    indented',
  '\ttab',
  'Upgrading from 5.13.1 to 5.14, Xen 4.14 on a Dell R620 with BIOS A12 and t2.micro on Debian 11 fails',
  '\r',
  '\0',
  '\uD800',
  '🐧 ядро 5.4.3',
);
const body = fc
  .array(
    fc.oneof({ weight: 6, arbitrary: fragment }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }),
    { maxLength: 40 },
  )
  .chain((parts) =>
    fc
      .array(fc.constantFrom('\n', '\n\n', ' ', '\r\n'), { minLength: parts.length, maxLength: parts.length })
      .map((ends) => parts.map((part, i) => part + ends[i]).join('')),
  );

describe('any input', () => {
  it('gives spans and facts whose places and quotes are right', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), body, (title, text) => {
        expectSound(parseReport({ title, body: text }), title, text);
      }),
      { numRuns: 400 },
    );
  });

  it('gives the same report twice', () => {
    fc.assert(
      fc.property(body, (text) => {
        expect(parseReport({ title: 't', body: text })).toEqual(parseReport({ title: 't', body: text }));
      }),
      { numRuns: 100 },
    );
  });

  it('gives text that can be stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, text) => {
        const stored = JSON.stringify(parseReport({ title: `${title}\uDC00`, body: `\0${text}\uD83D` }));
        expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      }),
      { numRuns: 100 },
    );
  });

  it('finds no template text in itself', () => {
    fc.assert(
      fc.property(fc.array(fc.lorem({ maxCount: 8 }), { minLength: 1, maxLength: 6 }), (lines) => {
        const template = lines.join('\n\n');
        expect(parseReport({ title: '', body: template }, { templates: [template] }).spans).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

const MEGABYTE = 1024 * 1024;

describe('hostile input', () => {
  it.each([
    ['one line without a blank', 'a'.repeat(MEGABYTE)],
    ['one line of words', 'dom0_mem=1G '.repeat(MEGABYTE / 12)],
    ['nested quotes', '>'.repeat(100_000)],
    ['nested quotes on many lines', `${'> '.repeat(500)}x\n`.repeat(500)],
    ['nested lists', `${'- '.repeat(1000)}x\n`.repeat(200)],
    ['brackets', '['.repeat(100_000)],
    ['stars', '*'.repeat(100_000)],
    ['backticks', '`'.repeat(100_000)],
    ['fences that never end', '```x\n'.repeat(50_000)],
    ['comments that never end', '<!-- '.repeat(50_000)],
    ['pre tags that never end', '<pre>\n'.repeat(20_000)],
    ['hunks that promise too much', '@@ -1,999999 +1,999999 @@\n'.repeat(10_000)],
    [
      'words and endless marks',
      `${`kernel${'-'.repeat(200)} xen ${'('.repeat(200)} bios${' '.repeat(200)}\n`.repeat(500)}`,
    ],
    ['versions', '5.1.3 '.repeat(50_000)],
    ['kernels', 'works with kernel 5.1.3 but not '.repeat(10_000)],
    ['line ends', '\n'.repeat(MEGABYTE)],
    ['carriage returns', '\r'.repeat(MEGABYTE)],
    ['binary', Array.from({ length: 200_000 }, (_, i) => String.fromCharCode((i * 7919) % 65_536)).join('')],
  ])('reads %s', (_, text) => {
    const report = parseReport({ title: text, body: text });
    expect(report.title.length).toBeLessThanOrEqual(4096);
    for (const span of report.spans) expect(span.text.length).toBeLessThanOrEqual(16 * 1024);
    expect(report.facts.length).toBeLessThan(250);
  });

  it('loses no words in lists deeper than the parser goes', () => {
    const { spans } = parseReport({ title: '', body: `${'- '.repeat(200)}needle\n\nafter` });
    expect(spans.map(({ text }) => text).join(' ')).toContain('needle');
    expect(spans.at(-1)?.text).toBe('after');
  });

  it('reads an endless line in pieces of the same line, without cutting characters', () => {
    const { spans } = parseReport({ title: '', body: `first\n${'🐧'.repeat(20_000)}\nlast` });
    const pieces = spans.slice(1, -1);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.every(({ line, text }) => line === 2 && !text.includes('\uFFFD'))).toBe(true);
    expect(pieces.map(({ text }) => text).join('')).toBe('🐧'.repeat(20_000));
    expect(spans.at(-1)).toMatchObject({ text: 'last', line: 3 });
  });

  it('keeps head and tail of a body that is too long, with the right lines', () => {
    const filler = 'x'.repeat(1023);
    const count = BODY_LIMIT / 1024 + 500;
    const text = ['head', ...Array.from({ length: count }, () => filler), 'tail'].join('\n');
    const { spans, truncated } = parseReport({ title: '', body: text });
    expect(truncated).toBe(true);
    expect(spans[0]).toMatchObject({ line: 1 });
    expect(spans[0]?.text.startsWith('head')).toBe(true);
    const last = spans.at(-1);
    expect(last?.text.endsWith('tail')).toBe(true);
    expect((last?.line ?? 0) + (last?.breaks.length ?? 0)).toBe(count + 2);
  });

  it('keeps head and tail of a body of too many lines', () => {
    const count = LINE_LIMIT + 1000;
    const text = `head\n${'a\n\n'.repeat(count / 2)}tail`;
    const { spans, truncated } = parseReport({ title: '', body: text });
    expect(truncated).toBe(true);
    expect(spans.at(-1)).toMatchObject({ text: 'tail', line: count + 2 });
    expect(spans.length).toBeLessThan(lineLimit(text.length));
  });

  it('reads fewer lines of a body whose lines are shorter than any log has', () => {
    const text = `head\n${'a\n'.repeat(200_000)}tail`;
    const { spans, truncated } = parseReport({ title: '', body: text });
    expect(truncated).toBe(true);
    expect(spans[0]?.text.startsWith('head')).toBe(true);
    expect(spans.at(-1)).toMatchObject({ line: expect.any(Number) });
    expect(spans.at(-1)?.text.endsWith('tail')).toBe(true);
    const lines = spans.reduce((sum, span) => sum + 1 + span.breaks.length, 0);
    expect(lines).toBeLessThanOrEqual(lineLimit(text.length));
  });

  it('reads lines of Markdown behind the first thousands as they stand', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `- item number ${at}`).join('\n');
    const { spans, truncated } = parseReport({ title: '', body: text });
    expect(truncated).toBe(false);
    expect(spans).toHaveLength(10_000);
    expect(spans.at(-1)).toMatchObject({ line: 10_000, text: expect.stringContaining('item number 9999') });
  });

  it('reads a body that just fits whole', () => {
    expect(parseReport({ title: '', body: `${'a\n'.repeat(lineLimit(0) - 1)}b` }).truncated).toBe(false);
    const line = 'a line of a log, not short\n';
    expect(parseReport({ title: '', body: `${line.repeat(LINE_LIMIT - 1)}b` }).truncated).toBe(false);
    expect(parseReport({ title: '', body: 'a'.repeat(BODY_LIMIT) }).truncated).toBe(false);
    expect(parseReport({ title: '', body: 'a'.repeat(BODY_LIMIT + 1) }).truncated).toBe(true);
  });
});
