/** The scorecard's address: what of it is shown, read and written back into links; and the form that resets a demotion. */

import { z } from 'zod';
import type { DeskContext } from './desk-context.js';
import { DeskRefusal } from './desk-refusal.js';
import { isJsonBody } from './request-guard.js';
import { deskPath } from './return-path.js';

export const scorecardPath = `${deskPath}/scorecard`;
export const weekChoices = [4, 12, 26, 52, 104] as const;

const blankIsNone = (value: unknown) =>
  typeof value === 'string' && value.trim() === '' ? undefined : value;

const Address = z.object({
  repository: z.preprocess(blankIsNone, z.string().trim().max(140).optional()),
  problem: z.preprocess(blankIsNone, z.string().trim().max(100).optional()),
  weeks: z.preprocess(blankIsNone, z.coerce.number().int().min(1).max(104).default(26)),
  table: z.preprocess(blankIsNone, z.enum(['problems', 'weeks']).default('problems')),
});
export type ScoreFilters = z.infer<typeof Address>;

/** Throws a refusal in words when the address asks for a period or a table that does not exist. */
export function readScoreFilters(query: Record<string, string>): ScoreFilters {
  const read = Address.safeParse(query);
  if (read.success) return read.data;
  const names = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw new DeskRefusal(
    400,
    'The address asks for something that does not exist',
    `Look at: ${names}. weeks is 1 to 104; table is problems or weeks.`,
  );
}

export function scoreAddress(
  filters: ScoreFilters,
  change: Partial<ScoreFilters> = {},
  path: string = scorecardPath,
): string {
  const { repository, problem, weeks, table } = { ...filters, ...change };
  const query = new URLSearchParams();
  if (repository !== undefined) query.set('repository', repository);
  if (problem !== undefined) query.set('problem', problem);
  if (weeks !== 26) query.set('weeks', String(weeks));
  if (table !== 'problems') query.set('table', table);
  const words = query.toString();
  return words === '' ? path : `${path}?${words}`;
}

const Reset = z.object({ repository: z.string().min(3).max(140), category: z.string().min(1).max(100) });

/** The form or JSON object that names the demotion, with the form's session token. Throws a 400 in words. */
export async function readReset(context: DeskContext): Promise<z.infer<typeof Reset> & { csrf: unknown }> {
  const sent: unknown = isJsonBody(context)
    ? await context.req.json().catch(() => null)
    : await context.req.parseBody();
  const read = Reset.safeParse(sent);
  const csrf = typeof sent === 'object' && sent !== null && 'csrf' in sent ? sent.csrf : undefined;
  if (read.success) return { ...read.data, csrf };
  throw new DeskRefusal(
    400,
    'That request names no known problem',
    'Use the button on the scorecard, or send {"repository": "owner/repo", "category": id}.',
  );
}
