// One Dejabug process of a chaos run: what `dejabug serve` and `dejabug worker` start, with its waits shortened in proportion, so
// that a run sees jobs of killed workers come back in seconds. Compiled code, because it is started dozens of times.
import { readSettings } from '../../dist/adapters/env/settings.js';
import { stopSignal } from '../../dist/entry/cli/stop-signal.js';
import { openLog } from '../../dist/entry/logger.js';
import { startDejabug } from '../../dist/entry/serve.js';

const { web, worker, timing } = JSON.parse(process.argv[2] ?? '{}');
const settings = readSettings(process.env);
const log = openLog(settings.logLevel);
const stop = stopSignal();
const running = await startDejabug(settings, { web, worker, timing, log });
log.info({ web, worker }, 'started');
if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
await running.close();
