/** Reading a policy file's YAML, which anybody with write access wrote: bounded in size and in what aliases may expand to. */

import { LineCounter, parseDocument } from 'yaml';
import type { YamlReading } from '../../app/ports.js';
import { placeOf } from '../rule-files/place-in-file.js';

const largest = 256 * 1024;
const start = { line: 1, column: 1 };

/** Reads YAML 1.2; anything else is a value with the reason in words. */
export function readPolicyYaml(text: string): YamlReading {
  if (text.length > largest)
    return { ok: false, reason: `it is larger than ${largest / 1024} KB`, place: start };
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, stringKeys: true, lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const reason = error.message.split('\n')[0] ?? 'it is not YAML';
    return { ok: false, reason, place: { line, column: col } };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    return { ok: true, value, placeOf: (path) => placeOf(document, lines, text, path) };
  } catch (cause) {
    return { ok: false, reason: cause instanceof Error ? cause.message : String(cause), place: start };
  }
}
