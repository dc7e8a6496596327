/** What Dejabug is measured against: Probot's own server with one empty handler. */

import { Probot, Server } from 'probot';
import { freePort } from '../../free-port.js';
import { openLog } from '../../logger.js';
import { benchSecret } from './payloads.js';

const port = await freePort('localhost');
const server = new Server({
  Probot: Probot.defaults({
    appId: 1,
    privateKey: process.env.PRIVATE_KEY ?? '',
    secret: benchSecret,
  }),
  log: openLog('info'),
  host: 'localhost',
  port,
  enableStaticFiles: false,
  enableNotFound: false,
});
await server.load((probot) => {
  probot.on('issues.opened', () => {});
});
await server.start();
process.send?.(`http://localhost:${port}`);
