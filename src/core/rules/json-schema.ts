/** JSON Schemas from which editors complete and check rule files and policies. */

import { z } from 'zod';
import { KnownProblem } from './known-problem.js';
import { Policy } from './policy.js';

/** The schema as JSON text, ending in a line end: what `rules/known-problem.schema.json` holds. */
export function knownProblemJsonSchema(): string {
  const schema = z.toJSONSchema(KnownProblem, { io: 'input', reused: 'inline' });
  return `${JSON.stringify({ title: 'A known problem of Dejabug', ...schema }, null, 2)}\n`;
}

/** The schema of `.github/dejabug.yml` as JSON text, ending in a line end: what `rules/policy.schema.json` holds. */
export function policyJsonSchema(): string {
  const schema = z.toJSONSchema(Policy, { io: 'input', reused: 'inline' });
  return `${JSON.stringify({ title: 'What Dejabug may do in a repository', ...schema }, null, 2)}\n`;
}
