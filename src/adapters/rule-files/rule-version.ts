/** Which text of a rule decided: two packs with the same rule give it the same version. */

import { createHash } from 'node:crypto';
import type { KnownProblem } from '../../core/rules/known-problem.js';

/** Twelve hexadecimal digits of the hash of all that the rule says; stable as long as the rule and its schema are. */
export function ruleVersion(problem: KnownProblem): string {
  return createHash('sha256').update(JSON.stringify(problem)).digest('hex').slice(0, 12);
}
