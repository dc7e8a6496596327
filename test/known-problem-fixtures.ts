/** Small known problems and reports for tests. */

import { KnownProblem } from '../src/core/rules/known-problem.js';
import { compilePack, type Pack, type PackProblem } from '../src/core/rules/pack.js';

/** A known problem that is complete; `change` replaces whole keys of the file. */
export function problemWith(change: Record<string, unknown> = {}, nursery = false): PackProblem {
  const problem = KnownProblem.parse({
    id: 'lost-disk',
    title: 'The disk is lost',
    label: { name: 'known: lost-disk', color: 'd4c5f9', description: 'The disk is lost' },
    summary: 'The disk is not found.',
    cause: 'Its driver is missing.',
    needs: ['guest', 'loss'],
    signals: [
      { id: 'guest', says: 'It is a guest.', role: 'guest', pattern: 'xen guest', weight: 1 },
      {
        id: 'no-driver',
        says: 'There was no driver.',
        role: 'loss',
        in: ['log'],
        pattern: 'no driver for',
        weight: 5,
      },
      { id: 'in-words', says: 'The report says so.', role: 'loss', pattern: 'disk (is )?gone', weight: 3 },
    ],
    look_alikes: [{ id: 'nitro', name: 'A Nitro instance', pattern: 'nitro instance', weight: -6 }],
    fix: [{ id: 'general', says: 'Add the driver.', workaround: 'Add the driver.', sources: ['docs'] }],
    reply: "Known.\n\n{% include 'evidence' %}\n{% include 'fix' %}",
    sources: [{ id: 'docs', url: 'https://example.org/', says: 'It helps.', verified: true }],
    match: [{ title: 'x' }],
    no_match: [{ title: 'y', because: 'z' }],
    ...change,
  });
  return { ...problem, nursery };
}

export function packOf(...problems: readonly PackProblem[]): Pack {
  return compilePack(problems);
}

/** A report that the fixture's problem explains without doubt. */
export const lostDisk = {
  title: 'No root after upgrade',
  body: 'Our Xen guest lost its root.\n\n```\n[    1.0] blk: no driver for vbd/51712\n```\n\nSo the disk is gone.',
};
