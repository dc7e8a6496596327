/** One line of a diagnosis: what was looked at, what is true of it, and what to do where it is wrong. */

/** `note`: nothing is broken, and yet worth knowing. `skipped`: could not be looked at, because of another finding. */
export type Verdict = 'ok' | 'note' | 'wrong' | 'skipped';

export interface Finding {
  /** What was looked at, in a word or two: `clock`, `webhook url`. */
  readonly check: string;
  readonly verdict: Verdict;
  /** One sentence, without a secret. */
  readonly says: string;
  /** What to do next; null where nothing is to be done. */
  readonly todo: string | null;
}

export function ok(check: string, says: string): Finding {
  return { check, verdict: 'ok', says, todo: null };
}

export function note(check: string, says: string, todo: string | null = null): Finding {
  return { check, verdict: 'note', says, todo };
}

export function wrong(check: string, says: string, todo: string | null): Finding {
  return { check, verdict: 'wrong', says, todo };
}

export function skipped(check: string, says: string): Finding {
  return { check, verdict: 'skipped', says, todo: null };
}

/** True where nothing is wrong and everything could be looked at. */
export function isHealthy(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict === 'ok' || verdict === 'note');
}
