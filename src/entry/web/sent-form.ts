/** What a POST brought: the fields of a form or of a JSON object, checked. */

import { z } from 'zod';
import type { DeskContext } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';
import { isJsonBody } from './request-guard.js';

const Sent = z.strictObject({
  reply: z.string().optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  /** Id of a known problem. */
  category: z.string().max(200).optional(),
  /** How long to snooze. */
  days: z.union([z.string().max(10), z.number()]).optional(),
  /** Version of the issue that the person has looked at. */
  seen: z.string().max(100).optional(),
});

export interface SentForm extends z.infer<typeof Sent> {
  /** The form's session token; JSON has none. */
  readonly csrf: unknown;
}

/** Throws a 400 in words for JSON that is broken or has other fields. An empty JSON body is an empty object. */
export async function readSent(context: DeskContext): Promise<SentForm> {
  if (!isJsonBody(context)) {
    const form = await context.req.parseBody();
    const read = Sent.safeParse(textFields(form));
    if (read.success) return { csrf: form.csrf, ...read.data };
    throw new DeskRefusal(400, 'That form cannot be used', 'Open the draft again and repeat it there.');
  }
  const body = await context.req.text();
  const read = Sent.safeParse(body.trim() === '' ? {} : parsed(body));
  if (read.success) return { csrf: undefined, ...read.data };
  throw new DeskRefusal(
    400,
    'That JSON cannot be used',
    'Send {"reply": text} to approve, {"reason": text} to reject, {"category": id} to choose another problem, {"days": number} to snooze.',
  );
}

const Which = z.strictObject({ backfill: z.string().max(64).optional() });

export interface SentWhich extends z.infer<typeof Which> {
  readonly csrf: unknown;
}

/** Id of the backfill that the person saw, from a form or from `{"backfill": id}`; without one the newest is meant. Throws a 400 in words. */
export async function readWhich(context: DeskContext): Promise<SentWhich> {
  const isJson = isJsonBody(context);
  const form = isJson ? {} : await context.req.parseBody();
  const body = isJson ? await context.req.text() : '';
  const fields = isJson ? (body.trim() === '' ? {} : parsed(body)) : { backfill: form.backfill };
  const read = Which.safeParse(fields);
  if (read.success) return { csrf: form.csrf, ...read.data };
  throw new DeskRefusal(400, 'That cannot be used', 'Send {"backfill": id}, or {} for the newest.');
}

const Many = z.strictObject({ ids: z.array(z.string().max(64)).max(1_000) });

export interface SentMany extends z.infer<typeof Many> {
  readonly csrf: unknown;
}

/** Ids of drafts, from the ticks of a form or from `{"ids": […]}`. Throws a 400 in words for anything else. */
export async function readMany(context: DeskContext): Promise<SentMany> {
  const isJson = isJsonBody(context);
  const form = isJson ? {} : await context.req.parseBody({ all: true });
  const read = Many.safeParse(isJson ? parsed(await context.req.text()) : { ids: listOf(form.ids) });
  if (read.success) return { csrf: form.csrf, ...read.data };
  throw new DeskRefusal(400, 'That list of drafts cannot be used', 'Send {"ids": [id, …]}.');
}

function listOf(values: unknown): readonly unknown[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? values : [values];
}

function textFields(form: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(form).filter(([name, value]) => name in Sent.shape && typeof value === 'string'),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
