/** Lint: what it reports, and that it is silent about a sound rule. */

import { describe, expect, it } from 'vitest';
import { lintExamples } from '../src/core/lint-examples.js';
import { lintRules } from '../src/core/rules/lint/lint-rules.js';
import { lostDisk, packOf, problemWith } from './known-problem-fixtures.js';

const match = [lostDisk, lostDisk, lostDisk];
const noMatch = [
  { title: 'A colour', body: 'Make it green.', because: 'it is a wish' },
  { title: 'Another', body: 'Make it blue.', because: 'it is a wish' },
];
const sound = { match, no_match: noMatch };

function checks(change: Record<string, unknown>): string[] {
  return lintRules(packOf(problemWith({ ...sound, ...change }))).map(
    ({ check, problem }) => `${check}: ${problem}`,
  );
}

function signals(change: Record<string, unknown>) {
  return problemWith().signals.map((signal, at) => (at === 0 ? { ...signal, ...change } : signal));
}

describe('lint', () => {
  it('has nothing to say about a sound rule', () => {
    expect(checks({})).toEqual([]);
    expect(lintExamples(packOf(problemWith(sound)))).toEqual([]);
  });

  it.each([
    ['a pattern of two letters', { signals: signals({ pattern: 'xl' }) }, 'too-broad: nothing in `xl`'],
    [
      'what issue templates say',
      { signals: signals({ pattern: 'expected behavior' }) },
      'too-broad: it matches what issue templates say',
    ],
    ['no source', { sources: [], fix: [] }, 'sources: there is no source'],
    ['a fix without source', { fix: [{ id: 'a', says: 'Do it.' }] }, 'sources: the fix `a` names no source'],
    [
      'an unverified source that is used',
      { sources: [{ id: 'docs', url: 'https://example.org', says: 'x', verified: false }] },
      'which nobody has verified',
    ],
    ['no example', { match: [] }, 'examples: `match` has 0'],
    ['no counter-example', { no_match: [] }, 'examples: `no_match` has 0'],
    [
      'a role that nothing asks for',
      { signals: signals({ role: 'unused' }), needs: ['loss'] },
      'unused: no entry of `needs`',
    ],
    [
      'an entry behind one that always holds',
      {
        fix: [
          { id: 'a', says: 'x', sources: ['docs'] },
          { id: 'b', says: 'x', sources: ['docs'] },
        ],
      },
      'unreachable: it holds always',
    ],
    [
      'weights that never make a label',
      { needs: [], signals: [{ id: 'a', says: 'x', pattern: 'disk gone', weight: 1 }] },
      'unreachable: all its signals',
    ],
    [
      'a look-alike that is nowhere',
      { look_alikes: [{ id: 'a', name: 'x', pattern: 'nitro', weight: -1, instead: 'nowhere' }] },
      'reference: there is no known problem `nowhere`',
    ],
  ])('reports %s', (_name, change, expected) => {
    expect(checks(change).join('\n')).toContain(expected);
  });

  it('reports two problems with one label', () => {
    const twin = problemWith({ ...sound, id: 'twin' });
    expect(lintRules(packOf(problemWith(sound), twin)).map(({ check }) => check)).toEqual(['label']);
  });

  it('reports an example that is decided otherwise', () => {
    const findings = lintExamples(
      packOf(problemWith({ ...sound, match: [{ title: 'The xen guest', body: 'is fine.' }] })),
    );
    expect(findings).toEqual([expect.objectContaining({ check: 'example', path: ['match', 0] })]);
  });

  it('reports an example that another problem takes', () => {
    const greedy = problemWith({
      ...sound,
      id: 'greedy',
      needs: [],
      signals: [{ id: 'all', says: 'x', pattern: 'disk is gone', weight: 10 }],
    });
    const findings = lintExamples(packOf(problemWith(sound), greedy));
    expect(findings.map(({ check }) => check)).toContain('overlapping');
  });
});
