/** Schema of the parts of a known problem that answer: questions, the fix per version, the follow-up. */

import { z } from 'zod';
import { factKinds } from '../report/report.js';
import { Id, Pattern, Sentence } from './signal-schema.js';

const Markdown = z.string().trim().min(1, 'must not be empty').max(4000);

/** Markdown per distribution, by the normalised value of the `distribution` fact. */
const PerDistribution = z.record(Id, Markdown);

/**
 * Conditions by fact kind or component name. A text is a version range for `linux`, `xen`, `firmware` and components, and the
 * exact value for every other kind; a list means one of them. All must hold; an unknown fact makes the whole unknown, not false.
 */
export const When = z.record(Id, z.union([z.string().min(1).max(100), z.array(z.string().min(1)).min(1)]));
export type When = z.infer<typeof When>;

/** A question whose answer the fix depends on, and how to see that the report answers it already. */
export const Question = z.strictObject({
  id: Id,
  question: Sentence.describe('The question, with the command that answers it.'),
  answered_by: z
    .union([
      z.strictObject({ fact: z.enum(factKinds) }),
      z.strictObject({ component: Id }),
      z.strictObject({ pattern: Pattern }),
    ])
    .describe('The fact, component version or pattern that answers it.'),
});
export type Question = z.infer<typeof Question>;

/** How the version of something other than Linux and Xen is read from the report. */
export const Component = z.strictObject({
  name: Id.describe('Name as used in `fixed_in`, `when` and `regression_if`.'),
  pattern: Pattern.describe(
    'RE2 pattern whose first group is the version, e.g. "dracut[- ]v?([0-9]{3}[0-9a-z.-]*)".',
  ),
});
export type Component = z.infer<typeof Component>;

/** What to do about the problem under some conditions. The first entry of `fix` whose `when` holds is used. */
export const Fix = z.strictObject({
  id: Id,
  when: When.optional().describe(
    'Conditions on facts; without it the entry always holds. Put the general one last.',
  ),
  fixed_in: z
    .strictObject({
      component: Id.describe('`linux`, `xen`, or a name from `components`.'),
      version: z.string().min(1).max(40).describe('First version with the fix.'),
      how: Markdown.optional().describe('How to get it.'),
      how_for: PerDistribution.optional().describe('How to get it, per distribution; wins over `how`.'),
    })
    .optional(),
  regression_if: When.optional().describe(
    'Holds where the reporter runs the fix already: a person must look, no stock reply.',
  ),
  workaround: Markdown.optional().describe('What to do now, in Markdown.'),
  workaround_for: PerDistribution.optional().describe('The same per distribution; wins over `workaround`.'),
  says: Sentence.describe('One sentence for people: what this entry amounts to.'),
  sources: z.array(Id).default([]).describe('Ids from `sources` that prove it.'),
});
export type Fix = z.infer<typeof Fix>;

/** What happens when nobody answers. */
export const FollowUp = z.strictObject({
  after: z.string().regex(/^[1-9][0-9]{0,2}[hdw]$/, 'must be a number and h, d or w, e.g. 14d'),
  kind: z.enum(['ask', 'remind', 'expire', 'fixed-in-release', 'verify']),
});
export type FollowUp = z.infer<typeof FollowUp>;
