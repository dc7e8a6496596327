/** Answers about repositories that may be believed for a moment, so that many jobs in a row ask once. */

import type { RepositoryRef } from '../../app/ports.js';

const mostKept = 1_000;

export interface ShortMemory<T> {
  /** An answer that is at most `maxAgeMs` old, or a new one; a failed question is asked again. */
  get(ref: RepositoryRef, maxAgeMs: number, ask: () => Promise<T>): Promise<T>;
}

export function shortMemory<T>(): ShortMemory<T> {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return {
    get(ref, maxAgeMs, ask) {
      if (maxAgeMs === 0) return ask();
      const key = `${ref.installationId} ${ref.owner}/${ref.repo}`.toLowerCase();
      const known = kept.get(key);
      if (known !== undefined && Date.now() - known.at < maxAgeMs) return known.answer;
      const answer = ask();
      kept.delete(key);
      kept.set(key, { at: Date.now(), answer });
      answer.catch(() => {
        if (kept.get(key)?.answer === answer) kept.delete(key);
      });
      const oldest = kept.keys().next();
      if (kept.size > mostKept && !oldest.done) kept.delete(oldest.value);
      return answer;
    },
  };
}
