/** What a repository's policy says to the review desk: who reviews, and which known problems there are to choose from. */

import type { Pack, RepositoryRef } from './ports.js';
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

/** The known problems that the policy wants; all of them where none was ever readable. Rejects like `reviewersOf`. */
export async function packInForce(
  ref: RepositoryRef,
  deps: Parameters<typeof currentPolicy>[1],
): Promise<Pack> {
  const reading = await currentPolicy(ref, deps);
  return reading.ok ? reading.pack : deps.pack;
}
