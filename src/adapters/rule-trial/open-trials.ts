/** Tries rules in a thread of their own, which can be ended whatever it computes: nothing else stops a pattern in the midst of a text. */

import { RetryLater } from '../../app/retry-later.js';
import { type OpenTrial, type RuleTrial, TrialEnded } from '../../app/trial-port.js';
import type { Question } from './messages.js';
import { startThread, type TrialLimits, type TrialThread } from './thread.js';

/** Until a trial that found another one under way is tried again, in milliseconds. */
const busyMs = 5_000;

export interface Trials {
  readonly open: OpenTrial;
  /** Ends the trial under way. */
  close(): Promise<void>;
}

/**
 * `program` is a compiled module that calls `answerQuestions`; it finds `given` as its `workerData`. The thread starts with the first
 * question, so that a check that has none costs none.
 */
export function openTrials(program: string, given: unknown, limits: TrialLimits): Trials {
  let underWay: RuleTrial | null = null;

  return {
    open() {
      if (underWay !== null) throw new RetryLater('Another pull request is being checked.', busyMs);
      let thread: TrialThread | null = null;
      let leftMs = limits.computingMs;
      let ended: TrialEnded | null = null;

      /** The thread runs a `TrialWork` of this very program: `Value` is what its method says. */
      async function ask<Value>(question: Question): Promise<Value> {
        if (ended !== null) throw ended;
        thread ??= startThread(program, given, limits);
        try {
          const { value, tookMs } = await thread.ask(question, leftMs);
          leftMs -= tookMs;
          return value as Value;
        } catch (error) {
          if (error instanceof TrialEnded) ended = error;
          throw error;
        }
      }

      const trial: RuleTrial = {
        examine: (...given) => ask({ ask: 'examine', given }),
        startFrom: (...given) => ask({ ask: 'startFrom', given }),
        judge: (...given) => ask({ ask: 'judge', given }),
        async close() {
          await thread?.close();
          if (underWay === trial) underWay = null;
        },
      };
      underWay = trial;
      return trial;
    },

    async close() {
      await underWay?.close();
    },
  };
}
