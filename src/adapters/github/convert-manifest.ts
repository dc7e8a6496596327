/** Takes the credentials of an App that was created from a manifest: GitHub gives them once for each code. */

import { z } from 'zod';
import type { AppSecrets } from '../env/write-credentials.js';

/** What can stand between quotes in an environment file. */
const Word = z.string().regex(/^[^"\\\s]+$/);

const Converted = z.object({
  id: z.int().positive(),
  pem: z.string().regex(/^[^"\\]+$/),
  webhook_secret: Word,
  client_id: Word,
  client_secret: Word,
  html_url: z.url(),
});

const requestMs = 30_000;

/** Rejects with words for the person that hold no secret. `code` comes from an address: it was checked to be one word. */
export async function convertManifest(
  apiUrl: string,
  code: string,
): Promise<{ readonly secrets: AppSecrets; readonly url: string }> {
  const answer = await fetch(`${apiUrl}/app-manifests/${encodeURIComponent(code)}/conversions`, {
    method: 'POST',
    headers: { accept: 'application/vnd.github+json' },
    signal: AbortSignal.timeout(requestMs),
  }).catch(() => {
    throw new Error(`GitHub is not reachable at ${apiUrl}. Check GITHUB_API_URL and the network.`);
  });
  if (!answer.ok)
    throw new Error(
      `GitHub refused the code with ${answer.status}: it is used up or older than an hour. Begin again.`,
    );
  const read = Converted.safeParse(await answer.json().catch(() => null));
  if (!read.success) throw new Error('The answer is not what GitHub sends. Check GITHUB_API_URL.');
  const { id, pem, webhook_secret, client_id, client_secret, html_url: url } = read.data;
  return {
    secrets: {
      appId: id,
      privateKey: pem,
      webhookSecret: webhook_secret,
      clientId: client_id,
      clientSecret: client_secret,
    },
    url,
  };
}
