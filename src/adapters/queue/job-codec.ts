/** Jobs as they lie in the queue's store: their ids, and what is trusted when one is read back. */

import { z } from 'zod';
import type { Job } from '../../app/ports.js';

const issue = z.strictObject({
  installationId: z.int(),
  owner: z.string(),
  repo: z.string(),
  number: z.int(),
});

const repository = z.strictObject({ installationId: z.int(), owner: z.string(), repo: z.string() });

const name = z.strictObject({ owner: z.string(), repo: z.string() });

const schema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('triage'), deliveryId: z.string(), event: z.string(), issue }),
  z.strictObject({ kind: z.literal('post-draft'), draftId: z.string() }),
  z.strictObject({ kind: z.literal('follow-up'), followUpId: z.string() }),
  z.strictObject({
    kind: z.literal('command'),
    deliveryId: z.string(),
    issue,
    commentId: z.int().positive(),
  }),
  z.strictObject({ kind: z.literal('conversation'), deliveryId: z.string(), event: z.string(), issue }),
  z.strictObject({
    kind: z.literal('release'),
    repository,
    component: z.string().nullable(),
    tag: z.string(),
    isPrerelease: z.boolean(),
    distribution: z.string().nullable(),
    problem: z.string().nullable(),
    at: z.number(),
  }),
  z.strictObject({
    kind: z.literal('announce'),
    batchId: z.string(),
    issue,
    // Not in jobs that were queued before it was kept with them.
    at: z.number().default(0),
  }),
  z.strictObject({ kind: z.literal('policy-changed'), deliveryId: z.string(), repository }),
  z.strictObject({ kind: z.literal('first-report'), deliveryId: z.string(), repository }),
  z.strictObject({ kind: z.literal('backfill'), backfillId: z.string(), round: z.int(), repository }),
  z.strictObject({
    kind: z.literal('moved'),
    deliveryId: z.string(),
    installationId: z.int(),
    repositoryId: z.int().nullable(),
    from: name,
    to: name.nullable(),
  }),
  z.strictObject({
    kind: z.literal('check-policy'),
    deliveryId: z.string(),
    repository,
    pull: z.int().positive().nullable(),
    headSha: z.string(),
    again: z.boolean(),
    runId: z.int().positive().nullable(),
    at: z.number().default(0),
  }),
  z.strictObject({
    kind: z.literal('forget'),
    deliveryId: z.string(),
    installationId: z.int(),
    repositories: z.array(z.string()).nullable(),
  }),
]);

/** A job that this program did not write, or that a newer version wrote. */
export class UnknownJob extends Error {
  readonly retry = false;

  constructor(cause: unknown) {
    super('The queue holds a job that this version does not know.', { cause });
    this.name = 'UnknownJob';
  }
}

/** @throws UnknownJob */
export function readJob(payload: unknown): Job {
  const result = schema.safeParse(payload);
  if (!result.success) throw new UnknownJob(result.error);
  return result.data;
}

/** BullMQ's ids may hold no colon and may not be all digits; different ids stay different. */
export function encodeJobId(id: string): string {
  return `job-${encodeURIComponent(id)}`;
}
