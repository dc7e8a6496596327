/** The App's manifest for GitHub's "create from manifest": app.yml with the addresses of this installation. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** At the top of the package, for `src` and `dist` alike. */
const shippedManifest = path.resolve(import.meta.dirname, '../../../app.yml');

/** Plain values, ready for JSON. `publicUrl` is where browsers and GitHub find Dejabug, without a trailing slash. */
export function appManifest(publicUrl: string): Readonly<Record<string, unknown>> {
  const shipped: Record<string, unknown> = parse(readFileSync(shippedManifest, 'utf8'));
  return {
    ...shipped,
    hook_attributes: { url: `${publicUrl}/api/github/webhooks`, active: true },
    redirect_url: `${publicUrl}/setup/created`,
    callback_urls: [`${publicUrl}/login/callback`],
  };
}
