/** One thread that tries rules, held to its time and its memory. */

import { Worker } from 'node:worker_threads';
import { TrialEnded } from '../../app/trial-port.js';
import type { Answer, Question } from './messages.js';

export interface TrialLimits {
  /** Milliseconds of computing in all; waiting for the next question counts nothing. */
  readonly computingMs: number;
  /** Megabytes of objects, those of the shipped rules among them. */
  readonly memoryMb: number;
}

type Told = Extract<Answer, { readonly kind: 'answer' }>;

export interface TrialThread {
  /** Rejects with `TrialEnded` when the answer takes longer than `mostMs`, or more memory than there is; the thread is gone then. */
  ask(question: Question, mostMs: number): Promise<Told>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(told: Told): void;
  reject(error: Error): void;
}

export function startThread(program: string, given: unknown, limits: TrialLimits): TrialThread {
  const { computingMs, memoryMb } = limits;
  const worker = new Worker(program, {
    workerData: given,
    // Loaders and flags of the process are for its own program.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  let waiting: Waiting | null = null;
  let failure: Error | null = null;
  let becomeReady = () => {};
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  function fail(error: Error): void {
    failure ??= error;
    waiting?.reject(failure);
    waiting = null;
    becomeReady();
  }

  worker.on('message', (answer: Answer) => {
    if (answer.kind === 'ready') becomeReady();
    else {
      waiting?.resolve(answer);
      waiting = null;
    }
  });
  worker.on('error', (error) =>
    fail(isOutOfMemory(error) ? new TrialEnded(`need more than ${memoryMb} MB of memory`) : error),
  );
  worker.on('exit', () => fail(new Error('The thread that tries rules was ended.')));

  return {
    async ask(question, mostMs) {
      // Starting is our own computing.
      await ready;
      if (failure !== null) throw failure;
      const told = new Promise<Told>((resolve, reject) => {
        waiting = { resolve, reject };
      });
      const timer = setTimeout(() => {
        fail(new TrialEnded(`take longer than ${computingMs / 1000} s of computing`));
        void worker.terminate();
      }, mostMs);
      worker.postMessage(question);
      try {
        return await told;
      } finally {
        clearTimeout(timer);
      }
    },

    async close() {
      await worker.terminate();
    },
  };
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
