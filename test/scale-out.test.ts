/** Several web and worker processes on Redis and PostgreSQL, as they are started in production, and how they stop. */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmulatedGitHub, startEmulatedGitHub } from '../src/entry/demo/emulated-github.js';
import { demoReports } from '../src/entry/demo/reports.js';
import { freePort } from '../src/entry/free-port.js';
import { databaseBackends } from './backends.js';
import { labelsOnGitHub, storedState } from './chaos/observe.js';
import { type ChaosPlace, openPlace } from './chaos/place.js';
import { randomFrom } from './chaos/random.js';
import { environmentFor, prepare } from './chaos/repository.js';
import { openSender, type Sender } from './chaos/sender.js';
import { type Sink, startSink } from './chaos/sink.js';
import { until } from './watch-jobs.js';

const program = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');
const [, server] = await databaseBackends();

let place: ChaosPlace;
let sink: Sink;
let github: EmulatedGitHub;
let sender: Sender;
const children = new Set<ChildProcess>();
const workers: { readonly child: ChildProcess; readonly url: string }[] = [];

function start(args: readonly string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: process.env.PATH,
      ...environmentFor(github, github.url),
      ...place.environment,
      HOST: 'localhost',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: 'ignore',
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function startWorker(): Promise<void> {
  const port = await freePort('localhost');
  const child = start(['worker'], { WORKER_PORT: String(port) });
  workers.push({ child, url: `http://localhost:${port}` });
}

/** SIGTERM; resolves with the exit code. */
async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const [code] = await ended;
  return code;
}

async function answers(url: string): Promise<boolean> {
  return (await fetch(`${url}/readyz`).catch(() => null))?.status === 200;
}

/** Files issues about a known problem; their webhooks go to any of the web processes. */
async function file(count: number): Promise<number[]> {
  const [report] = demoReports;
  const numbers: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const issues = `/repos/${github.owner}/${github.repo}/issues`;
    const issue = await github.call<{ number: number }>('reporter', 'POST', issues, report ?? {});
    numbers.push(issue.number);
    const payload = {
      action: 'opened',
      issue,
      repository: { name: github.repo, owner: { login: github.owner } },
      sender: { login: 'reporter', type: 'User' },
      installation: { id: github.app.installationId },
    };
    await sender.send({ id: randomUUID(), event: 'issues', payload });
  }
  return numbers;
}

async function untilLabelled(numbers: readonly number[]): Promise<void> {
  await until(
    () => labelsOnGitHub(github),
    (labels) => numbers.every((number) => labels.get(number)?.length === 1),
  );
}

/** Jobs that this worker ran, by its own metrics. */
async function jobsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = [...text.matchAll(/^dejabug_jobs_total\{.*outcome="done".*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe.skipIf(!server?.answers)('two web and four worker processes', () => {
  beforeAll(async () => {
    place = await openPlace('redis');
    sink = await startSink();
    github = await startEmulatedGitHub(sink.url);
    await prepare(github);
    const urls: string[] = [];
    for (let web = 0; web < 2; web += 1) {
      const port = await freePort('localhost');
      start(['serve', '--no-worker'], { PORT: String(port) });
      urls.push(`http://localhost:${port}`);
    }
    for (let worker = 0; worker < 4; worker += 1) await startWorker();
    for (const url of [...urls, ...workers.map((worker) => worker.url)])
      await until(() => answers(url), Boolean);
    sender = openSender(urls, github.app.webhookSecret, randomFrom(1, 'scale-out'));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await github?.close();
    await sink?.close();
    await place?.remove(false);
  });

  it('share the work, and each issue is handled once', async () => {
    const numbers = await file(40);
    await untilLabelled(numbers);
    await until(
      () => Promise.all(workers.map(({ url }) => jobsOf(url))),
      // A triage and a posting for each issue.
      (jobs) => jobs.reduce((sum, count) => sum + count, 0) >= 80 && jobs.every((count) => count > 0),
    );
    const { drafts } = await storedState(place);
    expect(drafts.filter(({ state }) => state === 'posted')).toHaveLength(40);
  });

  it('stop on SIGTERM with code 0, and what they were doing is finished by others', async () => {
    const numbers = await file(20);
    const codes = await Promise.all(workers.splice(0).map(({ child }) => stop(child)));
    expect(codes).toEqual([0, 0, 0, 0]);
    const { jobs } = await storedState(place);
    expect(jobs.filter(({ state }) => state === 'failed')).toEqual([]);
    await startWorker();
    await untilLabelled(numbers);
    await until(
      () => storedState(place),
      ({ drafts }) => drafts.filter(({ state }) => state === 'posted').length === 60,
    );
    expect(await Promise.all([...children].map(stop))).toEqual([0, 0, 0]);
  });
});
