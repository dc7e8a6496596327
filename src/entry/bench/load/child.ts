/** A process of a measurement, spoken to by messages. */

import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** Starts the compiled file beside this one; its log goes nowhere, as it would to a file. */
export function startChild(file: string, environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const nowhere = openSync('/dev/null', 'w');
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, NODE_ENV: 'production', ...environment },
    execArgv: [],
    stdio: ['ignore', nowhere, nowhere, 'ipc'],
  });
  closeSync(nowhere);
  return child;
}

/** Its next message; rejects when it ends instead. */
export function nextMessage<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    function onExit(code: number | null): void {
      reject(new Error(`A process of the measurement ended with ${code}.`));
    }
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as T);
    });
  });
}

export async function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = nextMessage<T>(child);
  child.send(message);
  return answer;
}
