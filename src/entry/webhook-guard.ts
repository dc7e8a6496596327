/** What a webhook must look like before Probot reads it: a known event, a bounded body, GitHub's signature, a JSON object. */

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { createEventHandler, type EmitterWebhookEvent, emitterEventNames } from '@octokit/webhooks';
import { Probot } from 'probot';

/** GitHub's own cap on a payload, in bytes. */
export const largestPayload = 25 * 1024 * 1024;

interface Refusal {
  readonly status: number;
  /** For whoever looks at the delivery on GitHub. */
  readonly error: string;
}

const wrongSignature =
  "The signature does not match the payload. Check that WEBHOOK_SECRET equals the webhook secret in the App's settings on GitHub.";

const knownEvents = new Set<string>(emitterEventNames.filter((name) => !name.includes('.')));

/** Where handlers of webhooks are registered, with `on`, as with Probot. */
export type WebhookEvents = ReturnType<typeof createEventHandler>;

/**
 * Probot whose webhook endpoint reads no more than GitHub may send, checks it once, and hands it to handlers that need no octokit:
 * Probot's own would verify and parse a second time and sign in to GitHub for each.
 */
export class GuardedProbot extends Probot {
  readonly events: WebhookEvents = createEventHandler({});

  /**
   * Answers webhooks before the server's own listener sees them: that one logs each request with its headers, and what is to be said
   * of a delivery is logged by its id here. Everything else goes on to it.
   */
  standBefore(http: HttpServer): void {
    const listeners = http.listeners('request');
    http.removeAllListeners('request');
    http.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (needsBody(request, this.webhookPath)) {
        this.answer(request, response).catch((err: unknown) => {
          this.log.error({ err }, 'a webhook could not be answered');
          response.destroy();
        });
      } else for (const listener of listeners) listener.call(http, request, response);
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read = refusedByHeaders(request) ?? (await this.readEvent(request));
    const refusal = 'status' in read ? read : await this.deliver(read);
    if (refusal !== null)
      this.log.warn({ delivery: request.headers['x-github-delivery'], ...refusal }, 'webhook refused');
    if (response.destroyed) return;
    if (refusal === null) response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n');
    else refuse(response, refusal);
  }

  private async readEvent(request: IncomingMessage): Promise<EmitterWebhookEvent | Refusal> {
    const body = await readBody(request);
    if (typeof body !== 'string') return body;
    if (!body.trimStart().startsWith('{')) return { status: 400, error: 'The body is not a JSON object.' };
    const signature = String(request.headers['x-hub-signature-256']);
    const id = String(request.headers['x-github-delivery']);
    if (!(await this.webhooks.verify(body, signature).catch(() => false)))
      return { status: 400, error: wrongSignature };
    const payload = parsed(body);
    if (payload === null)
      return { status: 400, error: 'The body is not valid JSON; it may have been cut off.' };
    // The name is one of GitHub's (refusedByHeaders); what the payload holds is for the handlers to check.
    return { id, name: request.headers['x-github-event'], payload } as EmitterWebhookEvent;
  }

  /** Runs the handlers; what the first of them refuses is the answer. */
  private async deliver(event: EmitterWebhookEvent): Promise<Refusal | null> {
    try {
      await this.events.receive(event);
      return null;
    } catch (error) {
      const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
      const words = first instanceof Error ? `${first.name}: ${first.message}` : 'Error: unknown';
      if (typeof first === 'object' && first !== null && 'status' in first)
        return { status: Number(first.status), error: words };
      this.log.error({ err: first, delivery: event.id }, 'a webhook could not be handled');
      return { status: 500, error: words };
    }
  }
}

/** Everything else than a signed JSON post to the endpoint is answered without its body: by Probot, or by another page. */
function needsBody(request: IncomingMessage, path: string): boolean {
  if (request.method !== 'POST' || request.url?.split('?')[0]?.replace(/\/+$/, '') !== path) return false;
  const isJson = /^\s*application\/json\s*(;|$)/.test(request.headers['content-type'] ?? '');
  const names = ['x-github-event', 'x-hub-signature-256', 'x-github-delivery'];
  return isJson && names.every((name) => request.headers[name] !== undefined);
}

function refusedByHeaders(request: IncomingMessage): Refusal | null {
  const event = String(request.headers['x-github-event']);
  if (!knownEvents.has(event)) {
    const shown = event.replace(/[^\w.-]/g, '?').slice(0, 60);
    return { status: 422, error: `GitHub sends no webhook event named "${shown}".` };
  }
  return Number(request.headers['content-length'] ?? 0) > largestPayload ? tooLarge() : null;
}

function tooLarge(): Refusal {
  return {
    status: 413,
    error: `The body is larger than ${largestPayload / 1024 / 1024} MB, which is more than GitHub sends.`,
  };
}

async function readBody(request: IncomingMessage): Promise<string | Refusal> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      // Node discards the rest once the answer is written, so that the connection stays usable.
      if (size > largestPayload) return tooLarge();
      chunks.push(chunk);
    }
  } catch {
    return { status: 400, error: 'The body ended before its announced length.' };
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuse(response: ServerResponse, { status, error }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}
