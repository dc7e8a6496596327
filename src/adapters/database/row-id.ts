/** Ids of rows that travel through links and jobs: random, so that nobody can guess one. */

import { randomUUID } from 'node:crypto';
import { z } from 'zod';

const schema = z.uuid();

export function newRowId(): string {
  return randomUUID();
}

/** Anything else is the id of no row, and PostgreSQL would refuse to compare with it. */
export function isRowId(text: string): boolean {
  return schema.safeParse(text).success;
}
