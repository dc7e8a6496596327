/** Requests to a desk under test: as a browser sends forms, and as a script sends JSON. */

import { tokenOf } from './desk-page.js';
import type { DeskWorld } from './desk-world.js';

export interface DraftJson {
  readonly id: string;
  readonly repo: string;
  readonly evidence: readonly unknown[];
}

export interface ListJson {
  readonly drafts: readonly DraftJson[];
  readonly next: string | null;
}

export interface ScriptAnswer<T> {
  readonly status: number;
  readonly json: T;
}

export function deskClient(world: DeskWorld) {
  const { app, origin } = world;

  /** A page as a browser asks for it. */
  async function page(
    path: string,
    cookie?: string,
  ): Promise<{ status: number; html: string; headers: Headers }> {
    const headers = { accept: 'text/html', ...(cookie !== undefined && { cookie }) };
    const answer = await app.request(origin + path, { headers });
    return { status: answer.status, html: await answer.text(), headers: answer.headers };
  }

  async function get<T = DraftJson>(path: string, cookie?: string): Promise<ScriptAnswer<T>> {
    const headers = { accept: 'application/json', ...(cookie !== undefined && { cookie }) };
    const answer = await app.request(origin + path, { headers });
    return { status: answer.status, json: (await answer.json()) as T };
  }

  /** A script's POST: cookie and content type, no header that only browsers send. */
  async function post<T = Record<string, unknown>>(
    path: string,
    cookie?: string,
    body?: object,
    more: Record<string, string> = {},
  ): Promise<ScriptAnswer<T>> {
    const answer = await app.request(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie !== undefined && { cookie }), ...more },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as T };
  }

  /** A form of the page `from`, sent as its browser would. */
  async function submit(path: string, cookie: string, fields: Record<string, string>, from: string) {
    const answer = await app.request(origin + path, {
      method: 'POST',
      headers: { origin, cookie },
      body: new URLSearchParams({ csrf: tokenOf(from), ...fields }),
    });
    return {
      status: answer.status,
      html: await answer.text(),
      location: answer.headers.get('location') ?? '',
    };
  }

  return { page, get, post, submit };
}
