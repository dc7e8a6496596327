/** The last look at a reply before it is posted: no secret goes out, least of all one of the reporter's. */

import { type FoundSecret, redact, type SecretName } from './redact.js';

export interface CleanReply {
  readonly text: string;
  /** What was taken out, each name once. */
  readonly removed: readonly SecretName[];
}

/** Stands where a reader is to put a secret of their own: `<password>`, `$TOKEN`, `xxxx`, `your-token`. */
const placeholder = /^["']?(?:[<${%[*]|\.{3}|…|x{3,}|your)/i;

/**
 * `written` is the reply as it would be posted, `drafted` as Dejabug wrote it: from a rule's own words and from quotes that were
 * cleaned already, so what stands in it stays. `reports` are the reporter's texts. A person's e-mail address stays unless it is one of
 * the reporter's: maintainers give addresses to write to.
 */
export function cleanReply(written: string, drafted: string, reports: readonly string[]): CleanReply {
  const removed = new Set<SecretName>();
  const isReporters = (value: string) =>
    reports.some((report) => report.toLowerCase().includes(value.toLowerCase()));
  function keeps({ name, match, value }: FoundSecret): boolean {
    const isKept =
      drafted.includes(match) ||
      (!isReporters(value) && (name === 'e-mail address' || placeholder.test(value)));
    if (!isKept) removed.add(name);
    return isKept;
  }
  const text = redact(written, keeps);
  return { text, removed: [...removed] };
}
