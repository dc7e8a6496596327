/** `dejabug setup`: creates the GitHub App from a browser and writes its credentials to a file that only this user reads. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Command } from 'commander';
import { probeCredentials } from '../../adapters/env/probe-credentials.js';
import { readSetupSettings } from '../../adapters/env/settings.js';
import { credentialsIn } from '../../adapters/env/write-credentials.js';
import { setupApp } from '../setup/setup-app.js';
import { stopSignal } from './stop-signal.js';

export function define(command: Command): void {
  command
    .option('--file <file>', 'environment file to write', '.env')
    .addHelpText('after', '\nReads HOST, PORT, PUBLIC_URL, GITHUB_SERVER_URL and GITHUB_API_URL.')
    .action(async ({ file }: { readonly file: string }) => {
      const known = credentialsIn(file);
      if (known.length > 0)
        throw new Error(`${file} has ${known.join(', ')} already. Remove them to create another App.`);
      // What cannot be kept must not be created.
      probeCredentials(file);
      if (existsSync('.env')) process.loadEnvFile('.env');
      const { host, port, publicUrl, serverUrl, apiUrl } = readSetupSettings(process.env);
      const token = randomBytes(24).toString('hex');
      const stop = stopSignal();
      await new Promise<void>((resolve, reject) => {
        let isCreated = false;
        const address = publicUrl ?? `http://${host}:${port}`;
        const app = setupApp({
          publicUrl: address,
          serverUrl,
          apiUrl,
          file,
          token,
          onCreated(appUrl) {
            isCreated = true;
            process.stderr.write(
              `The App is at ${appUrl}; its credentials are in ${file}. Next: dejabug serve, then install it.\n`,
            );
          },
        });
        const listener = getRequestListener((request) => app.fetch(request), {
          overrideGlobalObjects: false,
        });
        const server = createServer((request, response) => {
          // The page that says what to do next is the last one.
          response.once('close', () => isCreated && end());
          void listener(request, response);
        });
        function end(): void {
          server.close(() => resolve());
          server.closeAllConnections();
        }
        stop.addEventListener('abort', end, { once: true });
        server.once('error', reject);
        server.listen(port, host, () => {
          process.stderr.write(`Open this link in a browser: ${address}/setup?token=${token}\n`);
        });
      });
    });
}
