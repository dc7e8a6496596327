/** The processes of a run: started, killed without warning, started again, and stopped politely in the end. */

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/entry/free-port.js';
import type { Timing } from '../../src/entry/serve.js';
import { bundleProgram } from './bundle.js';

/**
 * Everything about a tenth of production: a request that GitHub does not answer, the lock that outlives it, the claim that outlives
 * all requests of one posting. `retry` ends late enough that nothing is given up for the faults of a run.
 */
export const shortTiming: Timing = {
  requestMs: 2_500,
  lockMs: 6_000,
  claimMs: 20_000,
  retry: { attempts: 40, firstDelayMs: 500, longestDelayMs: 8_000 },
};

/** The same on a machine that is `slow` times as slow: what is too late there is late by as much more. */
export function timingOf(slow: number): Timing {
  const { requestMs, lockMs, claimMs, retry } = shortTiming;
  return { requestMs: requestMs * slow, lockMs: lockMs * slow, claimMs: claimMs * slow, retry };
}

export type Role = 'web' | 'worker' | 'both';

export interface Fleet {
  /** Base addresses of the web processes, alive or not. */
  readonly urls: readonly string[];
  readonly kills: number;
  /** Processes that ended although nobody killed them, as `role: code`. */
  readonly deaths: readonly string[];
  /** `kill -9` of the process in a place drawn by `draw`; it is started again after `pauseMs`. */
  killOne(draw: (places: number) => number, pauseMs: number): Promise<void>;
  /** SIGTERM to all; resolves with their exit codes (null: it had to be killed). */
  stop(): Promise<readonly (number | null)[]>;
  /** Starts all of them again after `stop`. */
  start(): void;
}

interface Place {
  readonly role: Role;
  readonly port: number;
  child: ChildProcess | null;
}

const stopMs = 30_000;

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Starts the processes; each writes its log to a file of its own in `logDirectory`. */
export async function startFleet(
  roles: readonly Role[],
  environment: Readonly<Record<string, string>>,
  logDirectory: string,
  timing: Timing,
): Promise<Fleet> {
  const program = await bundleProgram();
  const places: Place[] = [];
  for (const role of roles) places.push({ role, port: await freePort('localhost'), child: null });
  const deaths: string[] = [];
  let kills = 0;
  let stopping = false;

  function start(place: Place): void {
    const { role, port } = place;
    const log = openSync(path.join(logDirectory, `${role}-${places.indexOf(place)}.log`), 'a');
    const options = { web: role !== 'worker', worker: role !== 'web', timing };
    const child = spawn(process.execPath, [program, JSON.stringify(options)], {
      env: { PATH: process.env.PATH, ...environment, HOST: 'localhost', PORT: String(port) },
      // The pipe ends with this process, however it ends, and the child with the pipe.
      stdio: ['pipe', log, log],
    });
    closeSync(log);
    place.child = child;
    child.once('exit', (code, signal) => {
      if (stopping || signal === 'SIGKILL') return;
      deaths.push(`${role}: ${code ?? signal}`);
      setTimeout(() => {
        if (!stopping && place.child === child) start(place);
      }, 500);
    });
  }

  async function stopPlace({ child }: Place): Promise<number | null> {
    if (!child || hasEnded(child)) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  for (const place of places) start(place);
  return {
    urls: places.filter(({ role }) => role !== 'worker').map(({ port }) => `http://localhost:${port}`),
    deaths,
    get kills() {
      return kills;
    },
    async killOne(draw, pauseMs) {
      const place = places[draw(places.length)];
      if (!place?.child || hasEnded(place.child)) return;
      const { child } = place;
      // From now on nobody else draws it: two killings of one process would start it twice.
      place.child = null;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      kills += 1;
      await ended;
      await sleep(pauseMs);
      if (!stopping) start(place);
    },
    async stop() {
      stopping = true;
      return Promise.all(places.map(stopPlace));
    },
    start() {
      stopping = false;
      for (const place of places) start(place);
    },
  };
}
