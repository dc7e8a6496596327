/** Creates an embedded database's files in a thread of its own, whose memory is given back when it ends. */

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../app/ports.js';

/**
 * As text, because a thread is started from a file and this one is TypeScript or JavaScript depending on who runs it. PGlite keeps
 * some 0.6 GB for as long as the thread lives in which it created a cluster, and blocks that thread for seconds.
 */
const creation = `
  const { workerData } = require('node:worker_threads');
  const { PGlite } = require(workerData.engine);
  PGlite.create(workerData.files).then((pglite) => pglite.close());
`;

async function create(files: string): Promise<void> {
  const engine = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  // Without the flags of this process: a loader for TypeScript has nothing to do there.
  const thread = new Worker(creation, { eval: true, execArgv: [], workerData: { engine, files } });
  await new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the thread that creates the database ended with code ${code}`));
    });
  });
}

/** Makes sure that `files` holds a complete database. `mark` exists for as long as it does not. */
export async function ensureFiles(files: string, mark: string, log: Log): Promise<void> {
  // Killed while it created the files: they hold nothing yet, and PostgreSQL would take the half for the whole.
  if (existsSync(mark)) rmSync(files, { recursive: true, force: true });
  if (existsSync(files)) return;
  log.info({ files }, 'creating the embedded database: some seconds, the first time only');
  writeFileSync(mark, '');
  await create(files);
  rmSync(mark);
}
