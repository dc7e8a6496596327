/** Settings with which Dejabug starts by itself: an App that nobody knows, and a GitHub that does not answer. */

import { generateKeyPairSync } from 'node:crypto';

/** `PATH` is kept, so that the program finds Node. */
export function loneSettings(port: number, dataDir: string): NodeJS.ProcessEnv & Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    PATH: process.env.PATH ?? '',
    PORT: String(port),
    DATA_DIR: dataDir,
    APP_ID: '1',
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: 'secret',
    GITHUB_CLIENT_ID: 'id',
    GITHUB_CLIENT_SECRET: 'secret',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'silent',
  };
}
