/** Lets many clients share the one session of an embedded database: statement by statement, or for as long as a transaction is open. */

import type { messages, PGlite } from '@electric-sql/pglite';

type BackendMessage = messages.BackendMessage;

/** Identity of one client; any object that lives as long as the client does. */
export type SessionClient = object;

export interface EmbeddedSession {
  /**
   * Runs a complete batch of wire protocol messages (a simple query, or everything up to Sync) when the session is free for
   * this client. Errors of the SQL are messages in the answer; a rejection means that the engine itself failed.
   */
  run(client: SessionClient, batch: Uint8Array): Promise<readonly BackendMessage[]>;
  /** The client is gone: what a server does when a connection drops, a transaction left open is rolled back. */
  leave(client: SessionClient): Promise<void>;
  /** Calls `hear` for every notification; returns the way to stop. */
  onNotification(hear: (channel: string, payload: string) => void): () => void;
  /** Resolves when everything that was waiting has run; what comes later is refused. */
  drain(): Promise<void>;
  /** True after a PANIC: the engine must not be asked anything any more, not even to close. */
  readonly panicked: boolean;
}

interface Waiting {
  readonly client: SessionClient;
  readonly batch: Uint8Array;
  readonly resolve: (answer: readonly BackendMessage[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** Transaction status of the last ReadyForQuery: `I` idle, `T` in a transaction, `E` in a failed one; null when there was none. */
function statusOf(answer: readonly BackendMessage[]): string | null {
  const ready = answer.findLast((message) => message.name === 'readyForQuery');
  return ready && 'status' in ready && typeof ready.status === 'string' ? ready.status : null;
}

/** What PostgreSQL said before it gave itself up, e.g. because the write-ahead log found no space; null while it is well. */
function panicIn(answer: readonly BackendMessage[]): string | null {
  const found = answer.find(
    (message) => message.name === 'error' && 'severity' in message && message.severity === 'PANIC',
  );
  return found && 'message' in found ? String(found.message) : null;
}

/** SQLSTATE `disk_full`. */
const diskFull = '53100';

function isDiskFull(answer: readonly BackendMessage[]): boolean {
  return answer.some((message) => message.name === 'error' && 'code' in message && message.code === diskFull);
}

/** `onFull` is called for each batch that found no space on the disk. `onPanic` is called once, with what PostgreSQL said. A server would end its processes then, and recover from its log at the next start. */
export function shareSession(
  pglite: PGlite,
  rollback: Uint8Array,
  onPanic: (reason: string) => void,
  onFull: () => void,
): EmbeddedSession {
  const waiting: Waiting[] = [];
  let transactionOf: SessionClient | null = null;
  let running: Promise<void> | null = null;
  let draining = false;
  let panic: string | null = null;

  function takeNext(): Waiting | undefined {
    const index = transactionOf ? waiting.findIndex((one) => one.client === transactionOf) : 0;
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  }

  async function pump(): Promise<void> {
    for (let next = takeNext(); next; next = takeNext()) {
      try {
        if (panic !== null) throw stopped(panic);
        const answer = await pglite.execProtocolStream(next.batch, { throwOnError: false });
        panic = panicIn(answer);
        if (panic !== null) onPanic(panic);
        else if (isDiskFull(answer)) onFull();
        const status = statusOf(answer);
        if (status) transactionOf = status === 'I' ? null : next.client;
        next.resolve(answer);
      } catch (error) {
        next.reject(error);
      }
    }
  }

  function wake(): void {
    running ??= pump().finally(() => {
      running = null;
      // What was added between the last look and now, by somebody who saw the pump still running.
      if (takeable()) wake();
    });
  }

  function takeable(): boolean {
    return transactionOf ? waiting.some((one) => one.client === transactionOf) : waiting.length > 0;
  }

  function run(client: SessionClient, batch: Uint8Array): Promise<readonly BackendMessage[]> {
    if (panic !== null) return Promise.reject(stopped(panic));
    if (draining) return Promise.reject(new Error('The embedded database is closed.'));
    return new Promise((resolve, reject) => {
      waiting.push({ client, batch, resolve, reject });
      wake();
    });
  }

  async function leave(client: SessionClient): Promise<void> {
    if (transactionOf === client) await run(client, rollback);
  }

  async function drain(): Promise<void> {
    draining = true;
    while (running) await running;
  }

  return {
    run,
    leave,
    onNotification: (hear) => pglite.onNotification(hear),
    drain,
    get panicked() {
      return panic !== null;
    },
  };
}

function stopped(panic: string): Error {
  return new Error(`The embedded database stopped itself: ${panic}.`);
}
