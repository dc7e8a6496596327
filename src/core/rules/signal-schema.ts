/** Schema of the parts of a known problem that recognise: signals, look-alikes, and the facts they may ask about. */

import { z } from 'zod';
import { factKinds, spanKinds } from '../report/report.js';

/** Name of a thing inside the pack: lower-case words joined by single dashes. */
export const Id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes, e.g. xen-platform-pci')
  .max(60);

/** A sentence or paragraph for people. */
export const Sentence = z.string().trim().min(1, 'must not be empty').max(1000);

/** RE2 pattern, matched without regard to case; no back-references, no look-around. */
export const Pattern = z
  .string()
  .min(1, 'must not be empty')
  .max(500, 'is longer than 500 characters; split it into several patterns');

/** What a fact of the report must be. With several facts of the kind, one that fits is enough. */
export const FactCondition = z
  .strictObject({
    kind: z.enum(factKinds).describe('Kind of fact, as `dejabug classify` prints it.'),
    is: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Normalised values, one of which must be there, e.g. [pv, dom0].'),
    version: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('Version range the value must satisfy, e.g. ">=5.14 <6.0".'),
    matches: Pattern.optional().describe(
      'RE2 pattern that the normalised value must match, e.g. "optiplex (390|790)".',
    ),
    absent: z
      .boolean()
      .optional()
      .describe('True: fires when the report has no fact of this kind at all. Only to speak against.'),
  })
  .describe('A condition on the facts that were read from the report.');
export type FactCondition = z.infer<typeof FactCondition>;

/** Where and what a signal looks for; exactly one of `pattern`, `patterns` and `fact` is given. */
const lookFor = {
  in: z
    .array(z.enum(spanKinds))
    .min(1)
    .default(['title', 'prose', 'log', 'command'])
    .describe('Kinds of text to look in. Without it: title, prose, log, command; never quotes or patches.'),
  pattern: Pattern.optional().describe(
    'RE2 pattern, case-insensitive, matched within one span (a paragraph of prose, a line of a log).',
  ),
  patterns: z.array(Pattern).min(1).max(20).optional().describe('Several patterns, any of which is enough.'),
  unless: Pattern.optional().describe('The same span must not match this.'),
  fact: FactCondition.optional().describe('Instead of a pattern: a condition on the facts of the report.'),
};

interface LookFor {
  readonly pattern?: string | undefined;
  readonly patterns?: readonly string[] | undefined;
  readonly unless?: string | undefined;
  readonly fact?: FactCondition | undefined;
  readonly weight: number;
  readonly role?: string | undefined;
}

function checkLookFor(signal: LookFor, ctx: z.RefinementCtx): void {
  const given = [signal.pattern, signal.patterns, signal.fact].filter((value) => value !== undefined).length;
  if (given !== 1) {
    ctx.addIssue({ code: 'custom', message: 'needs exactly one of `pattern`, `patterns` and `fact`' });
    return;
  }
  if (signal.fact === undefined) return;
  if (signal.unless !== undefined) {
    ctx.addIssue({
      code: 'custom',
      path: ['unless'],
      message: 'works with `pattern` or `patterns` only; write a second signal',
    });
  }
  const { is, version, matches, absent } = signal.fact;
  const conditions = [is, version, matches].filter((value) => value !== undefined).length;
  if (absent === true && conditions > 0) {
    ctx.addIssue({
      code: 'custom',
      path: ['fact'],
      message: '`absent: true` stands alone, without `is`, `version`, `matches`',
    });
  }
  if (absent === true && signal.weight > 0) {
    ctx.addIssue({
      code: 'custom',
      path: ['weight'],
      message: 'what the report does not say proves nothing: make the weight negative',
    });
  }
}

/** One pattern or fact of a known problem, with the sentence that it proves and its weight. */
export const Signal = z
  .strictObject({
    id: Id,
    says: Sentence.describe('The sentence that this signal proves, for people.'),
    role: Id.optional().describe('Role that this signal proves when it fires; see `needs`.'),
    ...lookFor,
    weight: z
      .number()
      .min(-10)
      .max(10)
      .describe('Log-odds that are added when it fires; negative speaks against, 0 only proves its role.'),
  })
  .superRefine((signal, ctx) => {
    checkLookFor(signal, ctx);
    if (signal.role !== undefined && signal.weight < 0) {
      ctx.addIssue({
        code: 'custom',
        path: ['role'],
        message: 'a signal that speaks against cannot prove a role',
      });
    }
    if (signal.role === undefined && signal.weight === 0) {
      ctx.addIssue({ code: 'custom', path: ['weight'], message: 'weight 0 without a role has no effect' });
    }
  });
export type Signal = z.infer<typeof Signal>;

/** Something else that looks like the known problem, and the evidence that tells the two apart. */
export const LookAlike = z
  .strictObject({
    id: Id,
    name: Sentence.describe('What it is instead, for people.'),
    instead: Id.optional().describe('Id of the known problem where such a report belongs, if there is one.'),
    says: Sentence.optional().describe('The sentence that it proves; without it, `name` is used.'),
    ...lookFor,
    weight: z.number().min(-10).max(0).describe('Log-odds that are added when it fires; negative.'),
  })
  .superRefine((lookAlike, ctx) => {
    checkLookFor(lookAlike, ctx);
    if (lookAlike.weight === 0) {
      ctx.addIssue({ code: 'custom', path: ['weight'], message: 'weight 0 has no effect; make it negative' });
    }
  });
export type LookAlike = z.infer<typeof LookAlike>;
