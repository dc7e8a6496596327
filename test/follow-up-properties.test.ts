/** What holds for every sequence of what people, bots and time may do to an issue that we talk on. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IssueComment, IssueSnapshot } from '../src/core/plan/issue-snapshot.js';
import { turnOf } from '../src/core/plan/turn.js';
import { expireDays, remindDays, type Step, startMachine } from './follow-up-machine.js';
import { bot, day } from './plan-fixtures.js';

const words = fc.constantFrom('BIOS 2.1', 'It is UEFI', 'Any news?', 'works', 'still broken', '+1');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('comment' as const),
      who: fc.constantFrom('author' as const, 'maintainer' as const, 'other' as const, 'otherBot' as const),
      text: words,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('edit-comment' as const),
      who: fc.constantFrom('author' as const, 'maintainer' as const, 'other' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'edit-report' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('close' as const, 'reopen' as const),
      who: fc.constantFrom('author' as const, 'maintainer' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('label' as const),
      who: fc.constantFrom('maintainer' as const, 'otherBot' as const),
      label: fc.constantFrom('bug', 'confirmed'),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'approve' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'reject' } as const) },
  { weight: 3, arbitrary: fc.constant({ kind: 'webhook' } as const) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 30 }) }),
  },
);
/** Most begin with the reply on the issue, so that there is something to follow up. */
const steps = fc
  .tuple(fc.boolean(), fc.array(step, { maxLength: 25 }))
  .map(([begins, rest]): readonly Step[] => (begins ? [{ kind: 'approve' }, ...rest] : rest));
const mode = fc.constantFrom('auto' as const, 'suggest' as const);
const runs = { numRuns: 2_000 };

function played(sequence: readonly Step[], how: 'auto' | 'suggest' = 'auto') {
  const machine = startMachine(how);
  for (const one of sequence) machine.run(one);
  return machine;
}

describe('whatever happens', () => {
  it('an issue expires only after its author had the turn for the whole time, reminder included', () => {
    let expired = 0;
    fc.assert(
      fc.property(steps, mode, (sequence, how) => {
        const { acts, closedByUs } = played(sequence, how).trace();
        for (const { at, reminderAt } of closedByUs.filter((one) => one.as === 'not_planned')) {
          expired += 1;
          const quiet = at - (remindDays + expireDays) * day;
          expect(acts.filter((act) => act.at > quiet && act.at <= at)).toEqual([]);
          expect(reminderAt).not.toBeNull();
          expect(at - (reminderAt ?? at)).toBeGreaterThanOrEqual(expireDays * day);
        }
      }),
      runs,
    );
    // The property would also hold if nothing ever expired.
    expect(expired).toBeGreaterThan(0);
  });

  it("an issue never expires once the author or a maintainer has spoken: a maintainer's silence closes nothing", () => {
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom('author' as const, 'maintainer' as const),
        words,
        (sequence, who, text) => {
          const machine = startMachine();
          machine.run({ kind: 'approve' });
          machine.run({ kind: 'comment', who, text });
          const quiet = sequence.filter((one) => one.kind !== 'close' && one.kind !== 'reopen');
          for (const one of quiet) machine.run(one);
          expect(machine.trace().closedByUs.filter(({ as }) => as === 'not_planned')).toEqual([]);
        },
      ),
      runs,
    );
  });

  it('nothing is posted twice, and nobody is reminded twice in one turn', () => {
    fc.assert(
      fc.property(steps, mode, (sequence, how) => {
        const machine = played(sequence, how);
        const { posted, ticks } = machine.trace();
        expect(new Set(posted).size).toBe(posted.length);
        expect(new Set(ticks).size).toBe(ticks.length);
        const reminded = machine
          .drafts()
          .filter(({ purpose, state }) => purpose === 'reminder' && state === 'posted')
          .map(({ comesBackTo }) => comesBackTo);
        expect(new Set(reminded).size).toBe(reminded.length);
      }),
      runs,
    );
  });

  it('nobody is reminded who has answered, however late the reminder is approved', () => {
    let reminded = 0;
    fc.assert(
      fc.property(steps, mode, (sequence, how) => {
        // The reply is there before anybody speaks, so that every word is an answer to it.
        const { acts, reminders } = played([{ kind: 'approve' }, ...sequence], how).trace();
        for (const at of reminders) {
          reminded += 1;
          expect(acts.filter(({ who, at: then }) => who === 'author' && then <= at)).toEqual([]);
        }
      }),
      runs,
    );
    expect(reminded).toBeGreaterThan(0);
  });

  it('bots move neither the turn nor its clock', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 400 }), (sequence, later) => {
        const view = played(sequence).view();
        const before = turnOf(view);
        const after = turnOf({ ...view, issue: withBotNoise(view.issue, later) });
        expect([after.turn, after.since, after.asked]).toEqual([before.turn, before.since, before.asked]);
      }),
      runs,
    );
  });

  it('what expired is open again after the author answers', () => {
    let reopened = 0;
    fc.assert(
      fc.property(steps, (sequence) => {
        const machine = played(sequence);
        const { closedByUs } = machine.trace();
        const { issue } = machine.view();
        const last = issue.stateEvents.at(-1);
        if (closedByUs.at(-1)?.as !== 'not_planned' || last?.actor.login !== bot.login) return;
        if (issue.state !== 'closed') return;
        machine.run({ kind: 'comment', who: 'author', text: 'I was away.' });
        machine.run({ kind: 'webhook' });
        expect(machine.view().issue.state).toBe('open');
        reopened += 1;
        machine.run({ kind: 'days', days: 100 });
        expect(machine.view().issue.state).toBe('open');
      }),
      runs,
    );
    expect(reopened).toBeGreaterThan(0);
  });

  it('an issue that a person closed or opened stays as they left it', () => {
    fc.assert(
      fc.property(steps, fc.array(step, { maxLength: 10 }), (sequence, more) => {
        const machine = played(sequence);
        machine.run({ kind: 'reopen', who: 'maintainer' });
        machine.run({ kind: 'close', who: 'maintainer' });
        for (const one of more.filter(({ kind }) => kind !== 'reopen' && kind !== 'close')) machine.run(one);
        expect(machine.view().issue.state).toBe('closed');
      }),
      runs,
    );
  });

  it('follow-ups come to an end by themselves', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const machine = played([...sequence, { kind: 'approve' }, { kind: 'days', days: 60 }]);
        machine.run({ kind: 'approve' });
        machine.run({ kind: 'days', days: 60 });
        machine.run({ kind: 'approve' });
        machine.run({ kind: 'days', days: 60 });
        expect(machine.waiting()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

/** Comments and labels of ours and of another bot, and a change of our own comment. */
function withBotNoise(issue: IssueSnapshot, laterDays: number): IssueSnapshot {
  const at = issue.updatedAt + laterDays * day;
  const other = { login: 'stale[bot]', isBot: true };
  const noise: IssueComment[] = [
    { id: 9_001, author: other, body: 'This issue is stale. works', at },
    { id: 9_002, author: bot, body: 'A comment without a marker.', at },
  ];
  const own = issue.comments.map((comment) =>
    comment.author.login === bot.login ? { ...comment, editedAt: at } : comment,
  );
  return {
    ...issue,
    updatedAt: at,
    comments: [...own, ...noise],
    labelEvents: [
      ...issue.labelEvents,
      { label: 'stale', change: 'labeled', actor: other, at },
      { label: 'needs: human', change: 'labeled', actor: bot, at },
    ],
  };
}
