/** Says in words what kind of value must stand somewhere, for the refusals of the schema. */

import type { z } from 'zod';

export interface InWords {
  readonly problem: string;
  readonly instead: string;
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (`key: value`)',
  record: 'a mapping (`key: value`)',
};

const listsOfTexts: readonly string[] = ['in', 'is', 'needs', 'patterns', 'sources'];

/** What is wrong with the whole file when it does not hold a mapping. */
export function wrongFile(input: unknown): InWords {
  const holds =
    input === null || input === undefined ? 'is empty' : `holds ${kinds[kindOf(input)] ?? 'something else'}`;
  return {
    problem: `the file ${holds}, and a rule file must be a mapping: \`id:\`, \`title:\`, \`label:\`, \`signals:\` and so on`,
    instead: 'write one known problem, or let `dejabug rules new` write the file to fill in',
  };
}

/** For every refusal whose message is zod's own; null for the rest, whose message is ours. */
export function wrongValue(name: string, issue: z.core.$ZodIssue): InWords | null {
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind(name, issue.expected, issue.input);
    case 'too_big':
    case 'too_small':
      return wrongSize(name, issue);
    case 'invalid_key': {
      const [inner] = issue.issues;
      const why = inner?.message ?? 'is not a name';
      return { problem: `the key \`${name}\` ${why}`, instead: 'rename it' };
    }
    default:
      return null;
  }
}

function wrongKind(name: string, expected: string, input: unknown): InWords {
  const kind = kinds[expected] ?? expected;
  const is = input === null ? 'nothing is there' : `this is ${kinds[kindOf(input)] ?? 'something else'}`;
  const problem = `\`${name}\` must be ${kind}, and ${is}`;
  if (
    expected === 'number' &&
    typeof input === 'string' &&
    input.trim() !== '' &&
    !Number.isNaN(Number(input))
  ) {
    return { problem, instead: `write it without quotes: ${input.trim()}` };
  }
  if (expected === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return { problem, instead: `write it in quotes: '${input}'` };
  }
  if (listsOfTexts.includes(name) && typeof input === 'string') {
    return { problem, instead: `write it in brackets: [${input}]` };
  }
  return { problem, instead: `write ${kind} there` };
}

function wrongSize(name: string, issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): InWords | null {
  // A message of our own says it better.
  if (!/^Too (big|small)/.test(issue.message)) return null;
  const [limit, bound] =
    issue.code === 'too_big' ? [issue.maximum, 'most'] : ([issue.minimum, 'least'] as const);
  const unit = { string: ' characters', array: ' entries' }[issue.origin as string] ?? '';
  const verb = unit === '' ? 'be' : 'have';
  return {
    problem: `\`${name}\` must ${verb} at ${bound} ${limit}${unit}`,
    instead: issue.code === 'too_big' ? 'make it smaller' : 'make it larger',
  };
}

function kindOf(input: unknown): string {
  return Array.isArray(input) ? 'array' : typeof input;
}
