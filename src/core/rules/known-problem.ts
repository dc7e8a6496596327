/** Schema of a known problem: one YAML file in `rules/`. The JSON Schema and the documentation are made from it. */

import { z } from 'zod';
import { Component, Fix, FollowUp, Question } from './fix-schema.js';
import { Id, LookAlike, Sentence, Signal } from './signal-schema.js';

/** The label on GitHub. */
export const Label = z.strictObject({
  name: z.string().trim().min(1).max(50),
  color: z.string().regex(/^[0-9a-f]{6}$/, 'must be six lower-case hex digits without #, in quotes'),
  description: z.string().trim().min(1).max(100, "is longer than GitHub's 100 characters"),
});

/** A document that proves what the rule says. */
export const Source = z.strictObject({
  id: Id,
  url: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }),
  says: Sentence.describe('What it proves.'),
  verified: z
    .boolean()
    .describe('True when somebody read it and it says so. Only verified sources may be cited in a reply.'),
});
export type Source = z.infer<typeof Source>;

const exampleText = { title: z.string().max(300), body: z.string().max(20_000).default('') };

/** A report in own words that must be recognised as this problem. */
export const MatchExample = z.strictObject({
  ...exampleText,
  decision: z.enum(['label', 'suggest']).default('label'),
});
export type MatchExample = z.infer<typeof MatchExample>;

/** A report in own words that must not be labelled or suggested as this problem. */
export const NoMatchExample = z.strictObject({ ...exampleText, because: Sentence });
export type NoMatchExample = z.infer<typeof NoMatchExample>;

/** One known problem: how to recognise it, why it happens, the fix, the reply, what to ask for. */
export const KnownProblem = z.strictObject({
  id: Id.describe('Name of the problem: the file name without .yml.'),
  title: Sentence.max(120).describe('Name for people, in one line.'),
  label: Label.describe('The label that recognised issues get.'),
  summary: Sentence.describe('What goes wrong, for people.'),
  cause: Sentence.describe('Why it goes wrong.'),
  needs: z
    .array(Id)
    .default([])
    .describe('Roles. Each must be proven by a signal with that role, or the problem cannot be labelled.'),
  signals: z.array(Signal).min(1).max(100).describe('What speaks for and against.'),
  look_alikes: z
    .array(LookAlike)
    .max(100)
    .default([])
    .describe('What it is confused with, and the evidence that decides.'),
  ask: z.array(Question).max(20).default([]).describe('What to ask for when the report does not say it.'),
  components: z
    .array(Component)
    .max(20)
    .default([])
    .describe('How to read versions other than those of Linux and Xen.'),
  fix: z.array(Fix).max(30).default([]).describe('What to do, the first entry whose `when` holds.'),
  reply: z
    .string()
    .trim()
    .min(1)
    .max(8000)
    .describe(
      'LiquidJS template of the reply; variables: reporter, facts, fix, missing, evidence, sources, link.',
    ),
  follow_up: FollowUp.optional(),
  sources: z.array(Source).max(50).default([]),
  match: z
    .array(MatchExample)
    .max(100)
    .default([])
    .describe('Examples in own words that must be recognised.'),
  no_match: z.array(NoMatchExample).max(100).default([]).describe('Examples in own words that must not be.'),
});
export type KnownProblem = z.infer<typeof KnownProblem>;
