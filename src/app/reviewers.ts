/** Whom a repository's policy lets review. */

import type { RepositoryRef } from './ports.js';
import { currentPolicy } from './read-policy.js';

/**
 * Logins in lower case; empty where the policy names none, or none was ever readable. Rejects when GitHub or the store fails: then
 * nobody is let through by mistake.
 */
export async function reviewersOf(
  ref: RepositoryRef,
  deps: Parameters<typeof currentPolicy>[1],
): Promise<ReadonlySet<string>> {
  const reading = await currentPolicy(ref, deps);
  return new Set(reading.ok ? reading.policy.reviewers.map((login) => login.toLowerCase()) : []);
}
