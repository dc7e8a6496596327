/** What the check says about a pull request that changes the policy: verdict, title, summary, details. */

import type { Impact } from '../preview/impact.js';
import type { ProblemChange, Standing } from '../preview/problem-changes.js';
import { quoteInline } from '../reply/neutralise.js';
import type { CheckConclusion } from './check-run.js';
import { collisions, impactCounts, impactTables, lookedAt } from './impact-markdown.js';
import { cell, counted, table } from './markdown.js';
import type { PolicyFinding } from './policy-finding.js';

export interface CheckedChange {
  readonly findings: readonly PolicyFinding[];
  /** Own rules at the head, and how many of their examples were decided as they should not be. */
  readonly rules: { readonly own: number; readonly examples: number; readonly failed: number };
  readonly problems: readonly ProblemChange[];
  /** Null where the policy cannot be followed, so that there is nothing to compare. */
  readonly impact: Impact | null;
  /** Labels that are created when they are first used. */
  readonly newLabels: readonly string[];
  /** What else whoever reads this should know, as Markdown sentences. */
  readonly notes: readonly string[];
}

export interface CheckWords {
  readonly conclusion: CheckConclusion;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

/** In bytes of UTF-8; GitHub's limit is 65,535 for each text. */
const longestText = 60_000;
const encoder = new TextEncoder();
const newline = 0x0a;
const mostListed = 40;

/** Errors fail the check; a warning or an issue that goes against maintainers makes it neutral. */
export function checkWords(change: CheckedChange): CheckWords {
  const { findings, impact } = change;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const against = impact === null ? 0 : collisions(impact).length;
  const isNeutral = against > 0 || findings.length > 0;
  return {
    conclusion: errors > 0 ? 'failure' : isNeutral ? 'neutral' : 'success',
    title: titleOf(change, errors, against),
    summary: within(summaryOf(change, errors)),
    text: within(textOf(change)),
  };
}

function titleOf({ impact }: CheckedChange, errors: number, against: number): string {
  if (impact === null) return `The policy cannot be followed: ${counted(errors, 'error')}`;
  const changed = impact.changes.length;
  const judged =
    changed === 0 ? 'No issue is judged otherwise' : `${counted(changed, 'issue')} judged otherwise`;
  const parts = [errors > 0 ? `${counted(errors, 'error')}; ${judged}` : judged];
  if (against > 0) parts.push(`${against} against what maintainers had decided`);
  return parts.join(', ');
}

function summaryOf(change: CheckedChange, errors: number): string {
  const { findings, rules, impact, problems, notes, newLabels } = change;
  const warnings = findings.length - errors;
  const parts = [
    impact === null
      ? `The policy as this pull request has it cannot be followed: ${counted(errors, 'error')}. If it were merged, the last one that could be followed would stay in force.`
      : 'The policy as this pull request has it can be followed. Nothing of it is in force before it is merged.',
    `${rulesWords(rules)} ${findingWords(errors, warnings)}`,
  ];
  if (impact !== null) parts.push(`### Impact\n\n${impactCounts(impact)}\n\n${lookedAt(impact)}`);
  if (problems.length > 0) parts.push(`### Known problems\n\n${problemTable(problems)}`);
  if (newLabels.length > 0)
    parts.push(
      `Labels that are created when they are first used: ${newLabels.slice(0, mostListed).map(quoteInline).join(', ')}.`,
    );
  if (notes.length > 0) parts.push(notes.map((note) => `* ${note}`).join('\n'));
  return parts.join('\n\n');
}

function rulesWords({ own, examples, failed }: CheckedChange['rules']): string {
  if (own === 0) return 'There are no own rules.';
  const rules = counted(own, 'own rule');
  if (examples === 0) return `${rules}, none of whose examples was run.`;
  const outcome =
    failed === 0 ? 'all of them as they should be' : `**${failed} otherwise than they should be**`;
  return `${rules}; ${counted(examples, 'example')} of theirs decided, ${outcome}.`;
}

function findingWords(errors: number, warnings: number): string {
  if (errors + warnings === 0) return 'No errors, no warnings.';
  return `${counted(errors, 'error')} and ${counted(warnings, 'warning')}, marked at their lines.`;
}

function problemTable(problems: readonly ProblemChange[]): string {
  const rows = problems.map(({ category, before, after, isRuleChanged }) => [
    `\`${category}\``,
    standingWords(before),
    standingWords(after),
    isRuleChanged ? 'changed' : before === null ? 'new' : after === null ? 'gone' : 'the same',
  ]);
  return table(['Known problem', 'Before', 'After', 'Rule'], rows, mostListed);
}

function standingWords(standing: Standing | null): string {
  return standing === null ? '–' : `\`${standing.mode}\`, ${cell(standing.label)}`;
}

function textOf({ findings, impact }: CheckedChange): string {
  const parts: string[] = [];
  const elsewhere = findings.filter(({ repository }) => repository !== null);
  if (elsewhere.length > 0) {
    const lines = elsewhere
      .slice(0, mostListed)
      .map(
        ({ repository, file, line, says }) =>
          `* ${quoteInline(`${repository}/${file}:${line}`)}: ${quoteInline(says)}`,
      );
    parts.push(`### In repositories that it extends\n\n${lines.join('\n')}`);
  }
  if (impact !== null) parts.push(impactTables(impact));
  const text = parts.filter((part) => part !== '').join('\n\n');
  if (text !== '') return text;
  // GitHub keeps the text of an earlier run where none is sent.
  return impact === null
    ? 'There is nothing to compare while the policy cannot be followed.'
    : 'There is nothing to list.';
}

function within(text: string): string {
  const bytes = encoder.encode(text);
  if (bytes.length <= longestText) return text;
  // Whole lines, so that no row of a table is cut, and no character either.
  const end = bytes.lastIndexOf(newline, longestText);
  return `${new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0)))}\n\n… the rest is left out.`;
}
