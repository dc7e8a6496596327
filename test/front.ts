/** A real HTTP server in front of a GitHub: counts what passes, answers conditional requests, and has routes of its own. */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Passed {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
}

export interface OwnAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Front {
  readonly url: string;
  /** Where requests go on to; set before the first one comes. */
  target: string;
  /** Everything that was asked, oldest first. */
  readonly passed: Passed[];
  /** Answers instead of the target, null to pass on. */
  route: (method: string, path: string, sent: string) => OwnAnswer | null;
  /** What is held is answered with 502 and not passed on before `letGo`: a gateway that gave up too soon. */
  hold: (method: string, path: string) => boolean;
  /** Passes on everything that is held; resolves when the target has answered it. */
  letGo(): Promise<void>;
  close(): Promise<void>;
}

/** What changes something on GitHub; asking for an installation's token does not. */
export function mutations(passed: readonly Passed[]): string[] {
  return passed
    .filter(({ method, path }) => method !== 'GET' && method !== 'HEAD' && !path.endsWith('/access_tokens'))
    .map(({ method, path }) => `${method} ${path}`);
}

function etagOf(said: string | Buffer): string {
  return `"${createHash('sha256').update(said).digest('hex')}"`;
}

export async function startFront(): Promise<Front> {
  const server = createServer((request, response) => {
    pass(request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });

  const held: (() => Promise<unknown>)[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = 'GET', url: path = '/' } = request;
    const own = front.route(method, path, Buffer.concat(chunks).toString('utf8'));
    if (own !== null) {
      const said = JSON.stringify(own.body);
      const etag = etagOf(said);
      const isSame = method === 'GET' && request.headers['if-none-match'] === etag;
      const status = isSame ? 304 : own.status;
      front.passed.push({ method, path, status });
      response
        .writeHead(status, { 'content-type': 'application/json', etag, ...own.headers })
        .end(isSame ? undefined : said);
      return;
    }
    const headers = new Headers();
    for (const name of ['authorization', 'accept', 'content-type', 'x-github-api-version']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
    const ask = () => fetch(front.target + path, { method, headers, ...(body && { body }) });
    if (front.hold(method, path)) {
      front.passed.push({ method, path, status: 502 });
      held.push(ask);
      response.writeHead(502, { 'content-type': 'application/json' }).end('{"message":"Server Error"}');
      return;
    }
    // A kept connection may be closed by the other side at the very moment that it is used again.
    const answer = await ask().catch((error: unknown) => {
      if (method !== 'GET') throw error;
      return ask();
    });
    const said = Buffer.from(await answer.arrayBuffer());
    const etag = etagOf(said);
    const isSame = method === 'GET' && request.headers['if-none-match'] === etag;
    const status = isSame ? 304 : answer.status;
    front.passed.push({ method, path, status });
    const link = answer.headers.get('link');
    response.writeHead(status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      etag,
      ...(link !== null && { link }),
    });
    response.end(isSame ? undefined : said);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the front has no port');
  const front: Front = {
    url: `http://127.0.0.1:${address.port}`,
    target: '',
    passed: [],
    route: () => null,
    hold: () => false,
    async letGo() {
      for (const ask of held.splice(0)) await ask();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
  return front;
}
