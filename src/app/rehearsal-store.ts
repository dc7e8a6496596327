/** A store in which nothing is written: it knows what the real one knew, takes every wish, and notes what would be written. */

import { storeOf } from './partial-store.js';
import type { ReleaseBatch, Store } from './ports.js';

/** What a rehearsal reads of the real store. */
export type History = Pick<
  Store,
  | 'draftsOfIssue'
  | 'openEffects'
  | 'scheduledFollowUps'
  | 'issuesAnswered'
  | 'lastVerdicts'
  | 'countRows'
  | 'waitingForPolicy'
  | 'judgements'
  | 'freezeOf'
  | 'labelsTakenBack'
  | 'policyState'
>;

/** The history of a store that does not exist yet, or cannot be read now. */
export const noHistory: History = {
  draftsOfIssue: async () => [],
  openEffects: async () => [],
  scheduledFollowUps: async () => [],
  issuesAnswered: async () => [],
  lastVerdicts: async () => [],
  countRows: async () => ({}),
  policyState: async () => null,
  waitingForPolicy: async () => [],
  judgements: async () => [],
  freezeOf: async () => null,
  labelsTakenBack: async () => [],
};

/** Something that would be written besides the actions of plans, as data. */
export type OtherWrite =
  | { readonly kind: 'move-follow-up'; readonly followUpId: string; readonly dueAt: number }
  | {
      /** An effect of an earlier try, whose end is only known now. */
      readonly kind: 'settle-effect';
      readonly key: string;
      readonly state: 'settled' | 'refused';
      readonly outcome: string;
    }
  | { readonly kind: 'first-report'; readonly repository: string; readonly issues: number }
  | { readonly kind: 'delete-rows'; readonly rows: Readonly<Record<string, number>> };

export interface RehearsalNotes {
  decision(decision: Parameters<Store['recordDecision']>[0]): void;
  other(write: OtherWrite): void;
}

/** Any other method than those that webhooks and jobs need until their plan is made rejects. */
export function rehearsalStore(history: History, notes: RehearsalNotes): Store {
  const batches = new Map<string, ReleaseBatch>();
  const answers: Partial<Store> = {
    // One by one: what is given is mostly the whole store, which can write.
    draftsOfIssue: (ref) => history.draftsOfIssue(ref),
    openEffects: (ref) => history.openEffects(ref),
    scheduledFollowUps: (ref) => history.scheduledFollowUps(ref),
    issuesAnswered: (ref, category) => history.issuesAnswered(ref, category),
    policyState: (ref) => history.policyState(ref),
    // Which policy is followed is decided by reading it; a rehearsal reads it again.
    followPolicy: async () => {},
    refusePolicy: async () => {},
    dropPolicy: async () => {},
    waitingForPolicy: (ref, before, limit) => history.waitingForPolicy(ref, before, limit),
    stopWaiting: async () => {},
    lastVerdicts: (...asked) => history.lastVerdicts(...asked),
    judgements: (ref) => history.judgements(ref),
    freezeOf: (ref) => history.freezeOf(ref),
    labelsTakenBack: (ref) => history.labelsTakenBack(ref),
    saveFirstReport: async (ref, report) =>
      notes.other({ kind: 'first-report', repository: `${ref.owner}/${ref.repo}`, issues: report.issues }),
    presentName: async () => null,
    keepJob: async () => 'new',
    dropJob: async () => {},
    receive: async (_wish, _graceMs, now) => ({ round: 1, dueAt: now, ahead: 0, isRepeat: false }),
    spendNoise: async () => true,
    recordDecision: async (decision) => notes.decision(decision),
    async saveBatch(key, batch, now) {
      const saved = batches.get(key) ?? { ...batch, id: key, createdAt: now };
      batches.set(key, saved);
      return saved;
    },
    batch: async (id) => batches.get(id) ?? null,
    moveFollowUp: async (followUpId, dueAt) => notes.other({ kind: 'move-follow-up', followUpId, dueAt }),
    settleEffect: async (key, state, outcome) => notes.other({ kind: 'settle-effect', key, state, outcome }),
    async forgetRows(scope) {
      const rows = await history.countRows(scope);
      notes.other({ kind: 'delete-rows', rows });
      return rows;
    },
  };
  return storeOf(answers, (method) => `A rehearsal does not write, and has no answer to "${method}".`);
}
