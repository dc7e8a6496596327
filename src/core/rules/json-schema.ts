/** The JSON Schema of a known problem, from which editors complete and check rule files. */

import { z } from 'zod';
import { KnownProblem } from './known-problem.js';

/** The schema as JSON text, ending in a line end: what `rules/known-problem.schema.json` holds. */
export function knownProblemJsonSchema(): string {
  const schema = z.toJSONSchema(KnownProblem, { io: 'input', reused: 'inline' });
  return `${JSON.stringify({ title: 'A known problem of Dejabug', ...schema }, null, 2)}\n`;
}
