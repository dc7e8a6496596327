/** A small GitHub and review desk in memory, whose steps a property test chooses: what people, bots and time do to one issue. */

import type { Action } from '../src/core/plan/action.js';
import type { HeldDraft } from '../src/core/plan/held-draft.js';
import type { IssueComment, IssueSnapshot, Person, StateEvent } from '../src/core/plan/issue-snapshot.js';
import { commentKey, withMarker } from '../src/core/plan/marker.js';
import { planApproval } from '../src/core/plan/plan-approval.js';
import { planConversation } from '../src/core/plan/plan-conversation.js';
import { planFollowUp } from '../src/core/plan/plan-follow-up.js';
import type { ConversationView } from '../src/core/plan/turn.js';
import { defaultPolicy, type Policy } from '../src/core/rules/policy.js';
import { alice, bot, day, draftOf, issueWith, problems, reporter, now as start } from './plan-fixtures.js';

export const category = 'dell-boot';
export const remindDays = 14;
export const expireDays = 7;
const timedPolicy: Policy = {
  ...defaultPolicy,
  follow_up: { ...defaultPolicy.follow_up, after: `${remindDays}d`, expire_after: `${expireDays}d` },
};
const bystander: Person = { login: 'bob', isBot: false };
const otherBot: Person = { login: 'stale[bot]', isBot: true };
const people = { author: reporter, maintainer: alice, other: bystander, otherBot } as const;
const missing = [
  { id: 'bios', question: 'Which firmware version?' },
  { id: 'mode', question: 'UEFI or legacy boot?' },
];

export type Step =
  | { readonly kind: 'comment'; readonly who: keyof typeof people; readonly text: string }
  | { readonly kind: 'edit-comment'; readonly who: keyof typeof people }
  | { readonly kind: 'edit-report' }
  | { readonly kind: 'close' | 'reopen'; readonly who: 'author' | 'maintainer' }
  | { readonly kind: 'label'; readonly who: 'maintainer' | 'otherBot'; readonly label: string }
  | { readonly kind: 'approve' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'webhook' }
  | { readonly kind: 'days'; readonly days: number };

/** What happened, for invariants to look at. */
export interface Trace {
  /** What a person did on the issue, and when. */
  readonly acts: readonly { readonly who: string; readonly at: number }[];
  readonly closedByUs: readonly {
    readonly as: string;
    readonly at: number;
    readonly reminderAt: number | null;
  }[];
  readonly reopenedByUs: readonly number[];
  /** Keys under which something was posted. */
  readonly posted: readonly string[];
  readonly ticks: readonly string[];
  /** When a reminder was posted. */
  readonly reminders: readonly number[];
}

interface Scheduled {
  readonly id: string;
  readonly kind: 'ask' | 'remind' | 'expire' | 'fixed-in-release' | 'verify';
  readonly dueAt: number;
  done: boolean;
}

/** In mode `auto` reminders and closing need no review; in mode `suggest` they wait for the step `approve`. */
export function startMachine(mode: 'auto' | 'suggest' = 'auto') {
  const machinePolicy = { ...timedPolicy, mode };
  let now = start;
  let nextId = 1;
  let drafts: HeldDraft[] = [draftOf(category, 'pending', { id: 'reply', missing, reply: text() })];
  let snapshot = issueWith({ createdAt: now, updatedAt: now });
  const keys = new Map<string, string>([['draft', 'reply']]);
  const scheduled = new Map<string, Scheduled>();
  const settled = new Set<string>();
  const acts: { who: string; at: number }[] = [];
  const closedByUs: { as: string; at: number; reminderAt: number | null }[] = [];
  const reopenedByUs: number[] = [];
  const posted: string[] = [];
  const ticks: string[] = [];
  const reminders: number[] = [];
  scheduled.set('first', { id: 'f0', kind: 'ask', dueAt: now + remindDays * day, done: false });

  function text(): string {
    return ['Please:', '', ...missing.map(({ question }) => `- [ ] ${question}`)].join('\n');
  }
  function change(part: Partial<IssueSnapshot>): void {
    snapshot = { ...snapshot, ...part, updatedAt: now };
  }
  function moment(): number {
    now += 60_000;
    return now;
  }
  function event(kind: StateEvent['change'], actor: Person): void {
    change({
      state: kind === 'closed' ? 'closed' : 'open',
      stateEvents: [...snapshot.stateEvents, { change: kind, actor, at: moment() }],
    });
  }
  function addComment(author: Person, body: string): IssueComment {
    const comment = { id: nextId++, author, body, at: moment() };
    change({ comments: [...snapshot.comments, comment] });
    return comment;
  }
  function answered(): ReadonlySet<string> {
    const texts = [
      snapshot.body,
      ...snapshot.comments.filter(({ author }) => !author.isBot).map(({ body }) => body),
    ];
    const all = texts.join('\n');
    return new Set([
      ...(all.includes('BIOS 2') ? ['bios'] : []),
      ...(all.includes('It is UEFI') ? ['mode'] : []),
    ]);
  }
  function view(): ConversationView {
    return {
      issue: snapshot,
      policy: machinePolicy,
      botLogin: bot.login,
      label: 'known: dell-boot',
      drafts,
      maintainers: new Set(['alice']),
      answered: answered(),
    };
  }
  function setDraft(id: string, state: HeldDraft['state']): void {
    drafts = drafts.map((draft) => (draft.id === id ? { ...draft, state } : draft));
  }
  function close(as: string, key: string): void {
    if (settled.has(key)) return;
    settled.add(key);
    if (snapshot.state === 'closed') return;
    const reminders = drafts.filter(({ purpose, state }) => purpose === 'reminder' && state === 'posted');
    const times = reminders.flatMap(({ id }) =>
      snapshot.comments.filter(({ body }) => body.includes(commentKey(12, id))).map(({ at }) => at),
    );
    closedByUs.push({ as, at: now, reminderAt: times.at(-1) ?? null });
    event('closed', bot);
  }

  function perform(action: Action): void {
    switch (action.kind) {
      case 'save-draft': {
        if (keys.has(action.key)) return;
        const id = `d${nextId++}`;
        keys.set(action.key, id);
        drafts = [
          ...drafts,
          { ...action.draft, id, state: action.approved ? 'approved' : 'pending', editedReply: null },
        ];
        return;
      }
      case 'schedule-follow-up': {
        if (scheduled.has(action.key)) return;
        const { kind, dueAt } = action.followUp;
        scheduled.set(action.key, { id: `f${nextId++}`, kind, dueAt, done: false });
        return;
      }
      case 'post-comment': {
        const body = action.note === undefined ? action.body : `${action.body}\n\n${action.note}`;
        addComment(bot, withMarker(body, action.key));
        posted.push(action.key);
        if (drafts.some(({ id, purpose }) => id === action.draftId && purpose === 'reminder'))
          reminders.push(now);
        setDraft(action.draftId, 'posted');
        if (action.thenClose) close(action.thenClose.as, action.thenClose.key);
        return;
      }
      case 'mark-posted':
        setDraft(action.draftId, 'posted');
        if (action.thenClose) close(action.thenClose.as, action.thenClose.key);
        return;
      case 'supersede-draft':
      case 'withdraw-draft':
        setDraft(action.draftId, 'superseded');
        return;
      case 'edit-comment': {
        if (settled.has(action.key)) return;
        settled.add(action.key);
        ticks.push(action.key);
        const edited = { body: action.body, editedAt: moment() };
        const comments = snapshot.comments.map((one) =>
          one.id === action.commentId ? { ...one, ...edited } : one,
        );
        change({ comments });
        return;
      }
      case 'close-issue':
        close(action.as, action.key);
        return;
      case 'reopen-issue': {
        if (settled.has(action.key)) return;
        settled.add(action.key);
        reopenedByUs.push(now);
        if (snapshot.state === 'closed') event('reopened', bot);
        return;
      }
      default:
        return;
    }
  }
  function postApproved(): void {
    for (const draft of drafts.filter(({ state }) => state === 'approved')) {
      const conversation = {
        approvedBy: 'person' as const,
        policy: machinePolicy,
        drafts,
        maintainers: view().maintainers,
        answered: answered(),
        frozen: null,
        ruledOut: null,
        now,
      };
      setDraft(draft.id, 'posted');
      const plan = planApproval({
        issue: snapshot,
        issueNumber: 12,
        draft,
        botLogin: bot.login,
        problems,
        conversation,
      });
      for (const action of plan.actions) perform(action);
    }
  }
  function runDue(): void {
    for (const followUp of [...scheduled.values()].filter(({ done, dueAt }) => !done && dueAt <= now)) {
      const { drafts: held, maintainers, answered: facts } = view();
      const plan = planFollowUp({
        issue: snapshot,
        followUp: { ...followUp, category },
        policy: machinePolicy,
        botLogin: bot.login,
        now,
        drafts: held,
        problems,
        maintainers,
        answered: facts,
      });
      for (const action of plan.actions) perform(action);
      followUp.done = true;
    }
    postApproved();
  }

  function run(step: Step): void {
    switch (step.kind) {
      case 'comment':
        addComment(people[step.who], step.text);
        if (step.who !== 'otherBot') acts.push({ who: step.who, at: now });
        return;
      case 'edit-comment': {
        const { login } = people[step.who];
        const own = snapshot.comments.findLast(({ author }) => author.login === login);
        if (own === undefined) return;
        const edited = { ...own, body: `${own.body} (edited)`, editedAt: moment() };
        change({ comments: snapshot.comments.map((one) => (one.id === own.id ? edited : one)) });
        if (step.who === 'author') acts.push({ who: step.who, at: now });
        return;
      }
      case 'edit-report':
        moment();
        change({ body: `${snapshot.body} And more.` });
        acts.push({ who: 'author', at: now });
        return;
      case 'close':
      case 'reopen': {
        const kind = step.kind === 'close' ? 'closed' : 'reopened';
        if ((snapshot.state === 'closed') === (kind === 'closed')) return;
        event(kind, people[step.who]);
        acts.push({ who: step.who, at: now });
        return;
      }
      case 'label': {
        const actor = people[step.who];
        const labelEvents = [
          ...snapshot.labelEvents,
          { label: step.label, change: 'labeled', actor, at: moment() } as const,
        ];
        change({ labelEvents });
        if (step.who !== 'otherBot') acts.push({ who: step.who, at: now });
        return;
      }
      case 'approve':
        for (const draft of drafts.filter(({ state }) => state === 'pending')) setDraft(draft.id, 'approved');
        postApproved();
        return;
      case 'reject':
        for (const draft of drafts.filter(({ state }) => state === 'pending')) setDraft(draft.id, 'rejected');
        return;
      case 'webhook':
        for (const action of planConversation(view(), category).actions) perform(action);
        return;
      case 'days':
        for (let hour = 0; hour < step.days * 2; hour += 1) {
          now += day / 2;
          runDue();
        }
    }
  }

  return {
    run,
    view,
    now: () => now,
    trace: (): Trace => ({ acts, closedByUs, reopenedByUs, posted, ticks, reminders }),
    drafts: () => drafts,
    waiting: () => [...scheduled.values()].filter(({ done }) => !done).length,
  };
}
