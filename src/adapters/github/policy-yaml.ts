/** Reading a policy file's YAML, which anybody with write access wrote: bounded in size and in what aliases may expand to. */

import { parseDocument } from 'yaml';
import type { YamlReading } from '../../app/ports.js';

const largest = 256 * 1024;

/** Reads YAML 1.2; anything else is a value with the reason in words. */
export function readPolicyYaml(text: string): YamlReading {
  if (text.length > largest) return { ok: false, reason: `it is larger than ${largest / 1024} KB` };
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true });
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, reason: error.message.split('\n')[0] ?? 'it is not YAML' };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 50 }) };
  } catch (cause) {
    return { ok: false, reason: cause instanceof Error ? cause.message : String(cause) };
  }
}
