/** Moves a job that waits for its time: BullMQ does not do that when a known id is added again. */

import type { JobOptions } from '../../app/ports.js';
import { encodeJobId } from './job-codec.js';
import type { Producer } from './queue-backend.js';

/** Whole milliseconds, never negative. */
export function delayOf(options: JobOptions): number {
  return Math.max(0, Math.round(options.delay ?? 0));
}

/** A job that runs already or is done stays as it is; one that is not there is added. */
export async function moveDelayed(
  producer: Producer,
  options: JobOptions,
  add: () => Promise<unknown>,
): Promise<void> {
  const known = await producer.getJob(encodeJobId(options.id));
  if (known === undefined) {
    await add();
    return;
  }
  if (!(await known.isDelayed())) return;
  try {
    await known.changeDelay(delayOf(options));
  } catch (error) {
    // It began between the two questions, which is as good as having been moved there.
    if (await known.isDelayed()) throw error;
  }
}
