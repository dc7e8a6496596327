/** The opaque mark between two pages of a list that is ordered by time and id, newest first. */

import { z } from 'zod';
import { CursorError } from './errors.js';

/** Milliseconds since the epoch (a time that `Date` can hold), then the id. */
const schema = z.tuple([z.int().min(-8.64e15).max(8.64e15), z.uuid()]);

export interface Position {
  readonly at: Date;
  readonly id: string;
}

export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.at.getTime(), position.id])).toString('base64url');
}

/** @throws CursorError when the text is not a cursor. */
export function decodeCursor(text: string): Position {
  try {
    const [at, id] = schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
    return { at: new Date(at), id };
  } catch {
    throw new CursorError();
  }
}
