/** Reads a saved webhook from a file: its payload alone, with event and id around it, or as GitHub's API lists a delivery. */

import { readFileSync, statSync } from 'node:fs';
import { emitterEventNames } from '@octokit/webhooks';
import { z } from 'zod';
import { nearest } from '../../core/rules/nearest.js';
import { largestPayload } from '../webhook-guard.js';
import { decodeText } from './decode-text.js';

export interface SavedDelivery {
  /** GitHub's delivery id, null where the file does not say. */
  readonly id: string | null;
  readonly event: string;
  readonly payload: object;
}

/** The file is no delivery; the message is for the person. */
export class NoDelivery extends Error {
  readonly audience = 'person';

  constructor(message: string) {
    super(message);
    this.name = 'NoDelivery';
  }
}

const Envelope = z.object({
  event: z.string().optional(),
  id: z.union([z.string().min(1), z.number()]).optional(),
  payload: z.record(z.string(), z.unknown()),
});
/** `GET /app/hook/deliveries/{id}`: there `id` is the attempt's number, and `guid` the delivery. */
const Listed = z.object({
  guid: z.string().min(1),
  event: z.string(),
  request: z.object({ payload: z.record(z.string(), z.unknown()) }),
});

const knownEvents = [...new Set(emitterEventNames.map((name) => name.split('.')[0] ?? name))];

/** `-` is standard input; `event` wins over what the file says. Throws `NoDelivery`. */
export function readDelivery(file: string, event?: string): SavedDelivery {
  const name = file === '-' ? 'standard input' : file;
  const content = parsed(textOf(file, name), name);
  const saved = unwrapped(content, name);
  const called = event ?? saved.event ?? guessEvent(saved.payload);
  if (called === null) {
    throw new NoDelivery(
      `${name}: the payload does not tell which event it is of. Name it: --event issues (or issue_comment, release, push, …).`,
    );
  }
  if (!knownEvents.includes(called)) {
    const close = nearest(called, knownEvents);
    const meant = close === null ? '' : ` Did you mean "${close}"?`;
    throw new NoDelivery(`${name}: GitHub sends no event named "${called.slice(0, 60)}".${meant}`);
  }
  return { id: saved.id, event: called, payload: saved.payload };
}

function textOf(file: string, name: string): string {
  try {
    if (file !== '-' && statSync(file).size > largestPayload)
      throw new NoDelivery(`${name}: it is larger than 25 MB, which is more than GitHub sends.`);
    const { text, binary } = decodeText(readFileSync(file === '-' ? 0 : file));
    if (binary) throw new NoDelivery(`${name}: this is no text. Give the delivery as JSON.`);
    return text;
  } catch (error) {
    if (error instanceof NoDelivery) throw error;
    throw new NoDelivery(`${name}: ${whyUnreadable(error)}`);
  }
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EISDIR') return 'is a directory. Name a file in it.';
  if (code === 'ENOENT') return 'there is no such file. Name a file that exists, or - for standard input.';
  if (code === 'EACCES') return 'may not be read. Allow it, or name another file.';
  return `cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
}

function parsed(text: string, name: string): Record<string, unknown> {
  if (text.trim() === '') throw new NoDelivery(`${name}: there is nothing in it.`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NoDelivery(`${name}: it is not JSON (${why}). Save the payload of one delivery as it is.`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new NoDelivery(`${name}: a delivery is one JSON object, {…}.`);
  return { ...content };
}

function unwrapped(content: Record<string, unknown>, name: string) {
  const listed = Listed.safeParse(content);
  if (listed.success) {
    const { guid, event, request } = listed.data;
    return { id: guid, event, payload: request.payload };
  }
  if (!('payload' in content)) return { id: null, event: null, payload: content };
  const read = Envelope.safeParse(content);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') || 'payload';
    throw new NoDelivery(
      `${name}: its field "${field}" has another form than in {"event": "issues", "id": "…", "payload": {…}}.`,
    );
  }
  const { id, event, payload } = read.data;
  return { id: id === undefined ? null : String(id), event: event ?? null, payload };
}

/** By the fields that only one of the events that are acted on has; null for any other. */
function guessEvent(payload: object): string | null {
  if ('issue' in payload) return 'comment' in payload ? 'issue_comment' : 'issues';
  if ('release' in payload) return 'release';
  for (const name of ['pull_request', 'check_run', 'check_suite']) if (name in payload) return name;
  if ('ref' in payload && 'commits' in payload) return 'push';
  if ('repositories_removed' in payload) return 'installation_repositories';
  if ('installation' in payload && 'action' in payload && !('repository' in payload)) return 'installation';
  return null;
}
