/** The page about `.github/dejabug.yml`, made from its schema so that it names every key. */

import { z } from 'zod';
import { Policy } from './policy.js';

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

const intro = `# The policy of a repository

What Dejabug may do in a repository stands in its \`.github/dejabug.yml\` on the default branch. Every key may be left out, and so may the file. It is read again
before anything is done. A key that does not exist, a known problem that does not exist, or a broken file stops everything there until it is repaired; the log and
the decision say why. A file over 256 KB is refused.

\`\`\`yaml
mode: suggest            # labels, and drafts that wait for you
problems:
  dell-boot:
    mode: auto           # sure matches of this one are answered without review
follow_up:
  after: 14d             # remind an author who was asked and has not answered
noise_budget:
  labels_per_day: 50     # what is more waits for the next day
\`\`\`

[Follow-ups](follow-ups.md) says what comes after the reply, [Scorecard](scorecard.md) what counts as right and when a problem is demoted, [Operations](operations.md#noise-budget) what the noise budget counts.

| mode | labels | drafts on the review desk | comments, closing and opening |
|---|---|---|---|
| \`off\` | no | no | no, nor what was approved before |
| \`dry-run\` | no | no; the decision is recorded and logged | no, nor what was approved before |
| \`suggest\` | yes | yes | what a maintainer approved, and what follows from it: boxes are ticked, answers to the news of a release taken, what expired is opened again |
| \`auto\` | yes | yes | also the reply to a sure match, its reminder and its closing, without review; never a suggestion, a suspected regression, or the news of a release |

A known problem that maintainers judged wrong too often is demoted: whatever its mode, it sets no label and posts nothing unasked, and only suggests
([Scorecard](scorecard.md#demotion)).

| key | default | meaning |
|---|---|---|
`;

/** The page in Markdown, as `docs/policy.md` holds it. */
export function policyPage(): string {
  const schema = z.toJSONSchema(Policy, { io: 'input', reused: 'inline', unrepresentable: 'any' }) as Schema;
  return `${intro}${rowsOf(schema, '').join('\n')}\n`;
}

function rowsOf(schema: Schema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = `${prefix}${name}`;
    const each = value.additionalProperties;
    const inner = typeof each === 'object' ? rowsOf(each, `${key}.ID.`) : rowsOf(value, `${key}.`);
    return inner.length > 0 ? inner : [row(key, value)];
  });
}

function row(key: string, { description = '', default: fallback, enum: values }: Schema): string {
  const meaning = [
    description,
    values === undefined ? '' : `One of ${values.map((one) => `\`${one}\``).join(', ')}.`,
  ];
  const standard = fallback === undefined ? '' : `\`${JSON.stringify(fallback).replaceAll('"', '')}\``;
  return `| \`${key}\` | ${standard} | ${meaning.filter((words) => words !== '').join(' ')} |`;
}
