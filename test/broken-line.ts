/** A TCP line to a real server that a test can cut, silence and mend: outages without stopping what others use. */

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Line {
  /** The server's address with this line in between. */
  readonly url: string;
  /** Drops every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Connections stay and new ones are taken, but nothing gets through any more. */
  silence(): void;
  /** As at the beginning; connections that were silenced are dropped. */
  mend(): Promise<void>;
}

export async function lineTo(target: string): Promise<Line> {
  const server = new URL(target);
  const sockets = new Set<Socket>();
  let isSilent = false;
  let listening: Server | null = null;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  async function listen(port: number): Promise<number> {
    const opened = createServer((near) => {
      keep(near);
      if (isSilent) return;
      const far = connect(Number(server.port), server.hostname);
      keep(far);
      near.pipe(far).pipe(near);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    });
    opened.listen(port, '127.0.0.1');
    await once(opened, 'listening');
    listening = opened;
    const address = opened.address();
    if (address === null || typeof address === 'string') throw new Error('the line has no port');
    return address.port;
  }

  async function cut(): Promise<void> {
    const closed = listening;
    listening = null;
    for (const socket of sockets) socket.destroy();
    if (!closed) return;
    closed.close();
    await once(closed, 'close');
  }

  const port = await listen(0);
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  return {
    url: url.href,
    cut,
    silence() {
      isSilent = true;
      for (const socket of sockets) socket.unpipe();
    },
    async mend() {
      await cut();
      isSilent = false;
      await listen(port);
    },
  };
}
