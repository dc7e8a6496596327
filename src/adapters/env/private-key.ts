/** The App's private key in the forms in which people keep it in an environment. */

import { createPrivateKey } from 'node:crypto';

/** PEM from PEM, from PEM with literal `\n`, or from PEM in base64; null when it is no private key. */
export function readPrivateKey(text: string): string | null {
  const unquoted = text.trim().replace(/^"(.*)"$/s, '$1');
  const candidates = [unquoted.replaceAll('\\n', '\n'), Buffer.from(unquoted, 'base64').toString('utf8')];
  for (const candidate of candidates) {
    if (!candidate.includes('-----BEGIN')) continue;
    try {
      createPrivateKey(candidate);
      return candidate;
    } catch {
      // Not this form; the caller says in words what is expected.
    }
  }
  return null;
}
