/** The wire under a node-postgres client, with an embedded session at the other end instead of a socket. */

import { EventEmitter } from 'node:events';
import { protocol } from '@electric-sql/pglite';
import type { EmbeddedSession } from './embedded-session.js';

const { serialize } = protocol;

export const rollbackBatch: Uint8Array = serialize.query('ROLLBACK');

/**
 * What `pg.Client` asks of its `connection`. The extended protocol's messages are collected until Sync and run as one batch:
 * another client's messages between Parse and Execute would replace the unnamed statement that the session has only one of.
 */
export class EmbeddedConnection extends EventEmitter {
  /** `Client.end` skips the goodbye of a connection that never began to connect. */
  _connecting = false;
  readonly stream = { destroy: (): void => this.end() };
  readonly parsedStatements: Record<string, string> = {};
  readonly submittedNamedStatements: Record<string, string> = {};

  readonly #session: EmbeddedSession;
  readonly #stopHearing: () => void;
  #batch: Uint8Array[] = [];
  #last: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(session: EmbeddedSession) {
    super();
    this.#session = session;
    // LISTEN belongs to the session, so every client hears every channel that any client listens to.
    this.#stopHearing = session.onNotification((channel, payload) => {
      this.emit('notification', { name: 'notification', channel, payload, processId: 0 });
    });
  }

  connect(): void {
    this._connecting = true;
    process.nextTick(() => this.emit('readyForQuery', { name: 'readyForQuery', status: 'I' }));
  }

  query(text: string): void {
    this.#batch.push(serialize.query(text));
    this.#send();
  }

  parse(query: Parameters<typeof serialize.parse>[0]): void {
    this.#batch.push(serialize.parse(query));
  }

  bind(config: Parameters<typeof serialize.bind>[0]): void {
    this.#batch.push(serialize.bind(config));
  }

  describe(message: Parameters<typeof serialize.describe>[0]): void {
    this.#batch.push(serialize.describe(message));
  }

  execute(config: Parameters<typeof serialize.execute>[0]): void {
    this.#batch.push(serialize.execute(config));
  }

  close(message: Parameters<typeof serialize.close>[0]): void {
    this.#batch.push(serialize.close(message));
  }

  sync(): void {
    this.#batch.push(serialize.sync());
    this.#send();
  }

  /** Only cursors flush before Sync, and the session could not keep their portal apart from other clients. */
  flush(): void {
    this.#batch = [];
    this.emit('error', new Error('Cursors are not supported by the embedded database.'));
  }

  sendCopyFail(message: string): void {
    this.#batch.push(serialize.copyFail(message));
    this.#send();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopHearing();
    this.#last = this.#last
      .then(() => this.#session.leave(this))
      .catch(() => undefined)
      .then(() => {
        this.emit('end');
      });
  }

  ref(): void {}
  unref(): void {}

  #send(): void {
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#last = this.#last.then(() => this.#exchange(batch));
  }

  async #exchange(batch: Uint8Array): Promise<void> {
    try {
      const answer = await this.#session.run(this, batch);
      let ready: { readonly name: string } = { name: 'readyForQuery' };
      for (const message of answer) {
        if (message.name === 'readyForQuery') ready = message;
        else if (message.name === 'error') this.emit('errorMessage', message);
        else if (message.name !== 'notification') this.emit(message.name, message);
      }
      // Exactly one, and last: a second one would end the client's next query before it began.
      this.emit('readyForQuery', ready);
    } catch (error) {
      this.emit('error', error);
    }
  }
}
