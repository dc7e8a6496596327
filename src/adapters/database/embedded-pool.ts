/** Makes one embedded PostgreSQL session look like a node-postgres pool, for every library that takes one. */

import pg from 'pg';
import { EmbeddedConnection } from './embedded-connection.js';
import type { EmbeddedSession } from './embedded-session.js';

/**
 * Clients are cheap here: each is only a place in the session's queue. There must be more of them than transactions that can be
 * open or waiting while one of them needs a second client, and one for each worker that listens.
 */
const clients = 50;

export function embeddedPool(session: EmbeddedSession): pg.Pool {
  class EmbeddedClient extends pg.Client {
    constructor() {
      // `connection` is what node-postgres reads to leave the socket out; its type declarations do not list it.
      const config: pg.ClientConfig & { connection: EmbeddedConnection } = {
        user: 'postgres',
        database: 'postgres',
        ssl: false,
        connection: new EmbeddedConnection(session),
      };
      super(config);
    }
  }
  return new pg.Pool({ Client: EmbeddedClient, max: clients, idleTimeoutMillis: 0 });
}
