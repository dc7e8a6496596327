/** Taking back what a backfill set on one issue: what is taken off, what is left, and with which reason. */

import { describe, expect, it } from 'vitest';
import type { LabelEvent } from '../src/core/plan/issue-snapshot.js';
import { planUndo } from '../src/core/plan/plan-undo.js';
import { alice, bot, day, issueWith, labelEvent, now } from './plan-fixtures.js';

const label = 'known: dell-boot';
const backfill = { id: 'b1', createdAt: now + 400 };

function planned(labels: readonly string[], labelEvents: readonly LabelEvent[]) {
  const { actions, taken, reasons } = planUndo(
    issueWith({ labels, labelEvents }),
    [label],
    bot.login,
    backfill,
  );
  return { removes: actions.length, taken, reason: reasons.join(' ') };
}

describe('a label of a backfill that is taken back', () => {
  // GitHub's times are of whole seconds: the same second as the backfill's begin is after it.
  const set = labelEvent('labeled', label, bot, now);
  const off = labelEvent('unlabeled', label, bot, now + 1_000);
  const earlier = [
    labelEvent('labeled', label, bot, now - 2 * day),
    labelEvent('unlabeled', label, bot, now - day),
  ];
  it.each([
    ['is ours', [label], [set], 1, 1, `Takes back \`${label}\`.`],
    [
      'was taken off by an earlier try',
      [],
      [set, off],
      0,
      1,
      `\`${label}\` was taken back by an earlier try.`,
    ],
    ['was never set', [], [], 0, 0, `\`${label}\` was never set.`],
    ['was taken back with an earlier backfill, and not set since', [], earlier, 0, 0, 'was never set.'],
    ['was set at filing', [label], [], 0, 0, 'Somebody else set or changed'],
    [
      'was taken off by a person',
      [],
      [set, labelEvent('unlabeled', label, alice, now + 1)],
      0,
      0,
      'Somebody else',
    ],
    [
      'was put back by a person',
      [label],
      [set, off, labelEvent('labeled', label, alice, now + 2)],
      0,
      0,
      'Somebody',
    ],
  ])('that %s', (_, labels, events, removes, taken, reason) => {
    const plan = planned(labels, events);
    expect(plan).toMatchObject({ removes, taken });
    expect(plan.reason).toContain(reason);
  });

  it('is spoken of by itself where another one has another fate', () => {
    const issue = issueWith({ labels: [label], labelEvents: [set] });
    const plan = planUndo(issue, [label, 'needs: human'], bot.login, backfill);
    expect(plan.taken).toBe(1);
    expect(plan.reasons).toEqual([`Takes back \`${label}\`.`, '`needs: human` was never set.']);
  });
});
