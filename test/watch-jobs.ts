/** Lets a test wait for jobs to have run instead of for time to have passed. */

import type { Job } from '../src/app/ports.js';

/** What tests put into a job to know it again. */
export function draftIdOf(job: Job): string {
  return job.kind === 'post-draft' ? job.draftId : '';
}

/** Collects the jobs that ran and lets a test wait for the next one that it names. */
export function recordRuns() {
  const ran: string[] = [];
  const waiting = new Map<string, () => void>();
  return {
    ran,
    note(job: Job): void {
      ran.push(draftIdOf(job));
      waiting.get(draftIdOf(job))?.();
    },
    async until(job: Job): Promise<void> {
      const id = draftIdOf(job);
      if (!ran.includes(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
    },
  };
}

/** Waits for what only the store knows, e.g. that a job is recorded as failed. */
export async function until<T>(ask: () => Promise<T>, isEnough: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (isEnough(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
