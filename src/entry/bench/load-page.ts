/** One page over HTTP: when its first byte came, its text, and how many bytes were sent for it. */

import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

export interface Loaded {
  readonly firstByteMs: number;
  /** Unpacked. */
  readonly html: string;
  readonly sentBytes: number;
}

const agent = new Agent({ keepAlive: true });

/** Rejects for every answer but 200. */
export function loadPage(address: string, cookie: string): Promise<Loaded> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'text/html', cookie, 'accept-encoding': 'gzip' };
    const begun = performance.now();
    const asking = request(address, { agent, headers }, (answer) => {
      let firstByteMs = 0;
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => {
        if (parts.length === 0) firstByteMs = performance.now() - begun;
        parts.push(part);
      });
      answer.once('error', reject);
      answer.once('end', () => {
        const sent = Buffer.concat(parts);
        const isZipped = answer.headers['content-encoding'] === 'gzip';
        const html = (isZipped ? gunzipSync(sent) : sent).toString('utf8');
        if (answer.statusCode === 200) resolve({ firstByteMs, html, sentBytes: sent.length });
        else reject(new Error(`${address} answered ${answer.statusCode}: ${html.slice(0, 300)}`));
      });
    });
    asking.once('error', reject);
    asking.end();
  });
}
