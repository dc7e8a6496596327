/** Bad input at the webhook, over real HTTP: refused in words, nothing stored, and the next delivery works. */

import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { largestPayload } from '../src/entry/webhook-guard.js';
import { startWorld, type World } from './world.js';

let world: World;
let issue: number;
beforeAll(async () => {
  world = await startWorld();
  issue = await world.fileIssue('First', 'Nothing known.');
  await world.decision(issue);
});
afterAll(() => world?.close());

/** What was taken on so far, by the metrics. */
async function accepted(): Promise<string> {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return /dejabug_deliveries_total\{outcome="accepted"\} (\d+)/.exec(text)?.[1] ?? '0';
}

/** The next delivery about an issue is handled as if nothing had happened. */
async function expectNextWorks(): Promise<void> {
  const before = await world.decision(issue);
  const answer = await world.send({ body: await world.payload(issue, 'edited') });
  expect(answer.status).toBe(200);
  await world.decision(issue, before);
}

/** Posts without a content-length unless one is given, as a client would that streams. */
async function stream(chunks: Iterable<Buffer>, headers: Record<string, string>) {
  const sent = request(`${world.url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': 'streamed',
      'x-hub-signature-256': 'sha256=00',
      ...headers,
    },
  });
  // A server that has refused may cut the rest of the upload; its answer is what counts.
  sent.on('error', () => {});
  Readable.from(chunks).pipe(sent);
  const [response] = await once(sent, 'response');
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode, text: Buffer.concat(parts).toString() };
}

describe('a webhook is refused and forgotten', () => {
  const megabyte = Buffer.alloc(1024 * 1024, 0x20);

  it('when its signature is wrong', async () => {
    const before = await accepted();
    const answer = await world.send({ secret: 'not the secret', body: await world.payload(issue, 'opened') });
    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(text).toContain('Check that WEBHOOK_SECRET equals');
    expect(text).not.toContain('octokit');
    expect(await accepted()).toBe(before);
    await expectNextWorks();
  });

  it('when it is not signed', async () => {
    const before = await accepted();
    const answer = await fetch(`${world.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'issues',
        'x-github-delivery': 'unsigned',
      },
      body: JSON.stringify(await world.payload(issue, 'opened')),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('x-hub-signature-256');
    expect(await accepted()).toBe(before);
    await expectNextWorks();
  });

  const signed: ReadonlyArray<
    readonly [what: string, sent: { event?: string; body: string | object }, status: number, says: RegExp]
  > = [
    ['is cut JSON', { body: '{"action": "opened"' }, 400, /not valid JSON/],
    ['is no JSON at all', { body: 'hello' }, 400, /not a JSON object/],
    ['is JSON but no object', { body: 'null' }, 400, /not a JSON object/],
    ['is a list', { body: '[]' }, 400, /not a JSON object/],
    ['is empty', { body: '' }, 400, /not a JSON object/],
    [
      'names an event that GitHub does not have',
      { event: 'frobnicate', body: {} },
      422,
      /no webhook event named .*frobnicate/,
    ],
    ['lacks the issue', { body: { action: 'opened' } }, 422, /field \\"issue\\" is missing/],
  ];
  it.each(signed)('when it %s', async (_what, sent, status, says) => {
    const before = await accepted();
    const answer = await world.send(sent);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(says);
    expect(await accepted()).toBe(before);
    await expectNextWorks();
  });

  it('when its payload names no installation', async () => {
    const payload = { ...(await world.payload(issue, 'opened')), installation: undefined };
    const answer = await world.send({ body: payload });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain("App's settings");
  });

  it('when it announces more than 25 MB', async () => {
    const size = largestPayload + 1024 * 1024;
    const chunks = Array.from({ length: size / megabyte.length }, () => megabyte);
    const answer = await stream(chunks, { 'content-length': String(size) });
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('larger than 25 MB');
    await expectNextWorks();
  });

  it('when it streams more than 25 MB without announcing it', async () => {
    const answer = await stream(
      Array.from({ length: 27 }, () => megabyte),
      {},
    );
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('larger than 25 MB');
    await expectNextWorks();
  });

  it('when the sender hangs up in the middle', async () => {
    const sent = request(`${world.url}/api/github/webhooks`, {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': '1000',
        'x-github-event': 'issues',
        'x-github-delivery': 'cut',
        'x-hub-signature-256': 'sha256=00',
      },
    });
    sent.on('error', () => {});
    await new Promise<void>((resolve) => sent.write('{"action"', () => resolve()));
    sent.destroy();
    await expectNextWorks();
  });
});

describe('a webhook is answered 200 and starts nothing', () => {
  const cases: ReadonlyArray<readonly [what: string, change: object, event: string]> = [
    ['a bot did it', { sender: { login: 'renovate[bot]', type: 'Bot' } }, 'issues'],
    ['it is about a pull request', { issue: { number: 1, pull_request: {} } }, 'issues'],
    ['it is an action that says nothing about the report', { action: 'assigned' }, 'issues'],
    ['it is another event', {}, 'installation'],
    ['it is a ping', { zen: 'Design for failure.' }, 'ping'],
  ];
  it.each(cases)('when %s', async (_what, change, event) => {
    const before = await accepted();
    const payload = { ...(await world.payload(issue, 'opened')), ...change };
    const answer = await world.send({ event, body: payload });
    expect(answer.status).toBe(200);
    expect(await accepted()).toBe(before);
  });

  it('when the same delivery arrives again, even at the same moment', async () => {
    const body = await world.payload(issue, 'reopened');
    const before = await world.decision(issue);
    const answers = await Promise.all([1, 2, 3].map(() => world.send({ id: 'thrice', body })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    await world.decision(issue, before);
    expect((await world.send({ id: 'thrice', body })).status).toBe(200);
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(text).toMatch(/dejabug_deliveries_total\{outcome="duplicate"\} [1-9]/);
  });
});

describe('webhooks about what happens around an issue', () => {
  const repository = { name: 'reports', owner: { login: 'xen-on-linux' }, default_branch: 'main' };
  const installation = { id: 100 };
  const sender = { login: 'reporter', type: 'User' };
  const change = { added: [], modified: ['.github/dejabug.yml'], removed: [] };
  const push = { ref: 'refs/heads/main', repository, installation, sender, commits: [change] };
  const release = { tag_name: 'v9.9', prerelease: false, draft: false };
  const published = { action: 'published', release, repository, installation, sender };
  const comment = { action: 'created', issue: { number: 1 }, comment: {}, repository, installation, sender };

  const accepts: readonly (readonly [what: string, event: string, body: object])[] = [
    ['a comment', 'issue_comment', comment],
    ['a changed comment', 'issue_comment', { ...comment, action: 'edited' }],
    ['closing', 'issues', { ...comment, action: 'closed' }],
    ['a release, even by a bot', 'release', { ...published, sender: { login: 'ci[bot]', type: 'Bot' } }],
    ['a changed policy, even by a bot', 'push', { ...push, sender: { login: 'merge[bot]', type: 'Bot' } }],
  ];
  it.each(accepts)('are accepted once: %s', async (what, event, body) => {
    const before = Number(await accepted());
    for (let again = 0; again < 2; again += 1)
      expect((await world.send({ event, id: `once ${what}`, body })).status).toBe(200);
    expect(Number(await accepted())).toBe(before + 1);
  });

  const ignores: readonly (readonly [what: string, event: string, body: object])[] = [
    ["a bot's comment", 'issue_comment', { ...comment, sender: { login: 'dejabug[bot]', type: 'Bot' } }],
    ['a comment on a pull request', 'issue_comment', { ...comment, issue: { number: 1, pull_request: {} } }],
    ['a deleted comment', 'issue_comment', { ...comment, action: 'deleted' }],
    ['a release that is only drafted', 'release', { ...published, action: 'created' }],
    ['a push to another branch', 'push', { ...push, ref: 'refs/heads/topic' }],
    ['a push that leaves the policy alone', 'push', { ...push, commits: [{ added: ['README.md'] }] }],
    ['a push without commits', 'push', { ...push, commits: [] }],
  ];
  it.each(ignores)('start nothing: %s', async (_what, event, body) => {
    const before = await accepted();
    expect((await world.send({ event, body })).status).toBe(200);
    expect(await accepted()).toBe(before);
  });

  it.each([
    ['release', { ...published, release: {} }, 'release.tag_name'],
    ['issue_comment', { ...comment, issue: {} }, 'issue.number'],
    ['push', { ...push, installation: undefined }, "App's settings"],
  ])('are refused in words when %s lacks something', async (event, body, says) => {
    const answer = await world.send({ event, body });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(says);
  });
});

describe('a release', () => {
  const repository = () => ({ name: world.github.repo, owner: { login: world.github.owner } });
  async function send(action: string, prerelease: boolean): Promise<void> {
    const release = { tag_name: 'v0.1.0', prerelease, published_at: '2026-11-01T10:00:00Z' };
    const installation = { id: world.github.app.installationId };
    const body = { action, release, repository: repository(), sender: { type: 'User' }, installation };
    expect((await world.send({ event: 'release', body })).status).toBe(200);
  }
  async function looked(): Promise<number> {
    const text = await (await fetch(`${world.url}/metrics`)).text();
    return Number(/dejabug_jobs_total\{kind="release",outcome="done"\} (\d+)/.exec(text)?.[1] ?? 0);
  }

  it('is one job for both of its events, and another one when a test version becomes a release', async () => {
    const before = await looked();
    await send('prereleased', true);
    await send('published', true);
    await world.until('the look at the test version', async () => (await looked()) === before + 1);
    await send('released', false);
    await world.until('the look at the release', async () => (await looked()) === before + 2);
    await send('published', false);
    await expectNextWorks();
    expect(await looked()).toBe(before + 2);
  });
});

describe('an issue that is gone', () => {
  it('ends its job without a decision', async () => {
    const payload = { ...(await world.payload(issue, 'opened')), issue: { number: 4040 } };
    expect((await world.send({ body: payload })).status).toBe(200);
    await expectNextWorks();
    expect(await world.dejabug.store.lastDecision(world.ref(4040))).toBeNull();
    expect((await world.dejabug.deps.queue.counts()).failed).toBe(0);
  });
});

describe('the pages for operators', () => {
  it.each([
    ['/healthz', { status: 'alive' }],
    ['/readyz', { status: 'ready', database: 'ok', queue: 'ok' }],
  ])('%s answers', async (path, body) => {
    const answer = await fetch(world.url + path);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(body);
  });

  it('/metrics counts deliveries, decisions, jobs and the queue', async () => {
    const answer = await fetch(`${world.url}/metrics`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toMatch(/dejabug_decisions_total\{decision="abstain",category="none"\} [1-9]/);
    expect(text).toMatch(/dejabug_jobs_total\{kind="triage",outcome="done"\} [1-9]/);
    expect(text).toMatch(/dejabug_queue_jobs\{state="waiting"\} 0/);
  });

  it('/metrics counts a delivery once, whoever looks at it', async () => {
    async function ignored(): Promise<number> {
      const text = await (await fetch(`${world.url}/metrics`)).text();
      return Number(/dejabug_deliveries_total\{outcome="ignored"\} (\d+)/.exec(text)?.[1] ?? 0);
    }
    const before = await ignored();
    const payload = { ...(await world.payload(issue, 'edited')), sender: { login: 'x[bot]', type: 'Bot' } };
    await world.send({ body: payload });
    expect(await ignored()).toBe(before + 1);
  });

  it('/ leads to the review desk', async () => {
    const answer = await fetch(world.url, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/review');
  });

  it('an unknown page is a 404', async () => {
    expect((await fetch(`${world.url}/nowhere`)).status).toBe(404);
  });
});
