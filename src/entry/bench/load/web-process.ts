/** Dejabug's web process as `dejabug serve --no-worker` runs it; says its address, and its memory when asked. */

import { readSettings } from '../../../adapters/env/settings.js';
import { startDejabug } from '../../serve.js';

const running = await startDejabug(readSettings(process.env), { worker: false });
process.on('message', () => process.send?.(process.memoryUsage().rss));
process.send?.(running.url);
