/** Runs Dejabug in this process until it is asked to stop: one signal stops it gracefully, a second one at once. */

import { existsSync } from 'node:fs';
import { readSettings } from '../../adapters/env/settings.js';
import { openLog } from '../logger.js';
import { type DejabugOptions, startDejabug } from '../serve.js';
import { stopSignal } from './stop-signal.js';

/** Rejects with an error for the person when settings, rules, database, queue or port cannot be used. */
export async function runUntilStopped(
  options: Pick<DejabugOptions, 'web' | 'worker' | 'rules'>,
): Promise<void> {
  // What stands in the environment wins over the file, as with Probot.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const settings = readSettings(process.env);
  const log = openLog(settings.logLevel);
  const stop = stopSignal();
  const running = await startDejabug(settings, { ...options, log });
  if (running.url !== null)
    log.info({ url: running.url, desk: `${settings.publicUrl ?? running.url}/review` }, 'serving');
  if (!stop.aborted) {
    await new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));
  }
  log.info({}, 'stopping: no new work is taken, running jobs are finished or returned');
  await running.close();
}
