/** Schema of a repository's `.github/dejabug.yml`: what Dejabug may do there, per known problem. */

import { z } from 'zod';
import { Duration, ShortDuration } from './duration.js';
import { nearest } from './nearest.js';
import { keysAt } from './schema-keys.js';
import { Id } from './signal-schema.js';

/** Where a repository keeps its policy. */
export const policyPath = '.github/dejabug.yml';

/** Where it keeps known problems of its own, one `.yml` file each. */
export const ownRulesPath = '.github/known-problems';

/**
 * `off`: nothing; `dry-run`: decisions are recorded and nothing else; `suggest`: labels, and drafts that wait for a
 * maintainer; `auto`: sure matches are answered without review.
 */
export const modes = ['off', 'dry-run', 'suggest', 'auto'] as const;
export const Mode = z.enum(modes);
export type Mode = z.infer<typeof Mode>;

const LabelName = z.string().trim().min(1).max(50);
const Share = z.number().min(0).max(1);
const Login = z.string().trim().min(1).max(60);

const Precision = z.number().min(0.8).max(0.995);
const precisionMeans = 'Share of labels that must be right, by the calibration';

/** Waiting for an author: reminding, closing, and telling of releases. */
const FollowUpPolicy = z.strictObject({
  after: Duration.optional().describe(
    'How long to wait before asking again; without it as the known problem says, else 14d.',
  ),
  expire_after: Duration.optional().describe(
    'How long after the reminder an issue that waits on its author is closed as not planned; without it only where the known problem says `expire`, after the same time again.',
  ),
  expire: z
    .enum(['review', 'auto'])
    .optional()
    .describe('Whether closing waits for approval; without it only `mode: auto` closes without.'),
  prereleases: z.boolean().default(false).describe('Whether reporters are told of test versions too.'),
  no_reminders: z
    .array(Login)
    .max(1000)
    .default([])
    .describe('These people are not reminded, and their issues never expire.'),
});

export const Policy = z.strictObject({
  extends: z
    .string()
    .regex(/^[\w-]{1,39}\/[\w.-]{1,100}$/, 'must be a repository, OWNER/REPO')
    .optional()
    .describe(
      'Another repository whose policy and own rules hold where this one says nothing else; see below.',
    ),
  packs: z
    .array(Id)
    .max(50)
    .optional()
    .describe(
      "Packs of known problems that apply; without it all that come with Dejabug. `[]`: only the repository's own.",
    ),
  mode: Mode.default('suggest').describe('For every known problem that `problems` does not name.'),
  problems: z
    .record(
      Id,
      z.strictObject({
        mode: Mode.optional().describe('For this known problem, by its id.'),
        label: LabelName.optional().describe("Its label here; without it the rule's."),
        label_at_precision: Precision.optional().describe('As above, for this known problem.'),
        floor: Share.optional().describe('In the place of `scorecard.floor`, for this known problem.'),
      }),
    )
    .default({})
    .describe('Per known problem, by its id.'),
  label_at_precision: Precision.optional().describe(
    `${precisionMeans}; from 0.8 to 0.995, without it as the calibration says (see below).`,
  ),
  grace: ShortDuration.optional().describe(
    'How long a new issue is left alone, so that its author can edit it; never shorter than GRACE_SECONDS.',
  ),
  reviewers: z
    .array(Login)
    .max(200)
    .default([])
    .describe(
      'Only these logins, of those who may write here, see and decide drafts; empty: all who may write.',
    ),
  follow_up: FollowUpPolicy.default(FollowUpPolicy.parse({})),
  releases_of: Id.optional().describe(
    "What this repository's releases are versions of, as in a rule's `fixed_in`; without it the repository's name.",
  ),
  exempt_labels: z
    .array(LabelName)
    .max(100)
    .default([])
    .describe('Issues with one of these labels are left alone.'),
  exempt_people: z.array(Login).max(1000).default([]).describe('Reports by these logins are left alone.'),
  labels: z
    .strictObject({
      needs_human: LabelName.optional().describe(
        'Label of a suspected regression; without it `needs: human`.',
      ),
      no_reminders: LabelName.optional().describe(
        'Issues with this label are not reminded of and never expire; without it `no reminders`.',
      ),
      create: z
        .boolean()
        .optional()
        .describe('Whether the labels of all known problems that may act are created before one is used.'),
    })
    .prefault({})
    .describe('Other names for labels that do not belong to a known problem.'),
  scorecard: z
    .strictObject({
      floor: Share.default(0.9).describe(
        'Precision, as maintainers judged it, under which a known problem only suggests; 0 demotes none.',
      ),
      over: z.int().min(1).max(200).default(20).describe('How many of the last judgements count.'),
      min_judged: z
        .int()
        .min(1)
        .max(200)
        .default(10)
        .describe('With fewer judgements nothing is demoted; at most `over` are waited for.'),
    })
    .prefault({})
    .describe('When a known problem that is wrong too often is demoted to suggestions.'),
  noise_budget: z
    .strictObject({
      labels_per_day: z.int().min(1).max(100_000).default(500).describe('Issues that are labelled.'),
      drafts_per_day: z.int().min(1).max(100_000).default(500).describe('Replies that are drafted.'),
    })
    .prefault({})
    .describe('How much may happen in one UTC day; what is more waits for the next one.'),
});
export type Policy = z.infer<typeof Policy>;

/** More mistakes than anybody reads at once. */
const mostReasons = 50;

/** A policy, or every reason why it cannot be followed: then nothing is acted on. */
export type PolicyReading =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** What holds where a repository has no policy file. */
export const defaultPolicy: Policy = Policy.parse({});

/** Something that keeps a policy from being followed, and where in it. */
export interface PolicyMistake {
  readonly path: readonly (string | number)[];
  /** What, why and what to do, with the place in it by its keys. */
  readonly says: string;
}

/**
 * Reads a policy from parsed YAML. `problemIds` are the known problems of the pack; a mode for any other is refused,
 * because a misspelt id would silently leave the general mode in force. An empty file is the default policy.
 */
export function readPolicy(value: unknown, problemIds: readonly string[]): PolicyReading {
  const mistakes = policyMistakes(value, problemIds);
  if (mistakes.length > 0) return { ok: false, reasons: mistakes.map(({ says }) => says) };
  return { ok: true, policy: Policy.parse(value ?? {}) };
}

/** What is wrong with a policy, in its shape alone without `problemIds`; empty where nothing is. */
export function policyMistakes(
  value: unknown,
  problemIds: readonly string[] | null = null,
): readonly PolicyMistake[] {
  const parsed = Policy.safeParse(value ?? {});
  if (!parsed.success) return parsed.error.issues.slice(0, mostReasons).flatMap(inWords);
  if (problemIds === null) return [];
  const unknown = Object.keys(parsed.data.problems).filter((id) => !problemIds.includes(id));
  return unknown.map((id) => ({
    path: ['problems', id],
    says: `problems: no known problem has the id \`${id}\`${suggestion(id, problemIds)}`,
  }));
}

/** The mode for a known problem; the general one when nothing was recognised. */
export function modeFor(policy: Policy, category: string | null): Mode {
  if (category === null) return policy.mode;
  return policy.problems[category]?.mode ?? policy.mode;
}

function inWords(issue: z.core.$ZodIssue): PolicyMistake[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const place = path.join('.');
  if (issue.code !== 'unrecognized_keys')
    return [{ path, says: place === '' ? issue.message : `${place}: ${issue.message}` }];
  const known = keysAt(Policy, path);
  return issue.keys.map((key) => ({
    path: [...path, key],
    says: `${place === '' ? key : `${place}.${key}`}: there is no such key${suggestion(key, known)}`,
  }));
}

function suggestion(word: string, known: readonly string[]): string {
  const close = nearest(word, known);
  if (close !== null) return `; did you mean \`${close}\`?`;
  return known.length > 0 && known.length <= 12 ? `; known are ${known.join(', ')}` : '';
}
