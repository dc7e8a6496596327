/** The App's private key in the forms in which people keep it in an environment. */

import { createPrivateKey } from 'node:crypto';

export type KeyReading =
  | { readonly ok: true; readonly pem: string }
  /** What is wrong with it, to stand behind the setting's name. */
  | { readonly ok: false; readonly problem: string };

/** PEM from PEM, from PEM with literal `\n`, or from PEM in base64. GitHub gives Apps RSA keys and takes no other. */
export function readPrivateKey(text: string): KeyReading {
  const unquoted = text.trim().replace(/^"(.*)"$/s, '$1');
  const candidates = [unquoted.replaceAll('\\n', '\n'), Buffer.from(unquoted, 'base64').toString('utf8')];
  for (const candidate of candidates) {
    if (!candidate.includes('-----BEGIN')) continue;
    try {
      const { asymmetricKeyType: type } = createPrivateKey(candidate);
      if (type === 'rsa') return { ok: true, pem: candidate };
      const kind = (type ?? 'unknown').toUpperCase();
      return {
        ok: false,
        problem: `is a private key of type ${kind}, but the keys of GitHub Apps are RSA keys`,
      };
    } catch {
      // Not this form; the caller says in words what is expected.
    }
  }
  return { ok: false, problem: 'is no private key in PEM, nor one in base64' };
}
