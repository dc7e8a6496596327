/** The readable trace of a decision: facts, what fired and what did not, what spoke against, thresholds, reply. */

import { styleText } from 'node:util';
import type { Assessment } from '../../core/assessment.js';
import type { Candidate, Evidence } from '../../core/classify/classification.js';
import type { PackProblem } from '../../core/rules/pack.js';
import type { NamedReport } from './read-reports.js';

type Style = Parameters<typeof styleText>[0];

/** Candidates beyond the first few are noise. */
const shownCandidates = 3;

/** The trace as text, ending in an empty line. */
export function printTrace(
  report: NamedReport,
  assessment: Assessment,
  problems: readonly PackProblem[],
  colour: boolean,
): string {
  const paint = (style: Style, text: string): string => (colour ? styleText(style, text) : text);
  const { classification: found, fix, missing, labels, reply } = assessment;
  const lines = [paint('bold', `${report.id}: ${visible(report.title)}`)];
  const title = problems.find((problem) => problem.id === found.category)?.title;
  lines.push(
    `  ${paint(decisionStyle(found.decision), found.decision)}  ${title ?? 'none of the known problems'}`,
  );
  lines.push(`  ${visible(found.reason)}`);
  const { label, suggest, margin } = found.thresholds;
  lines.push(paint('dim', `  thresholds: label ${label}, suggest ${suggest}, margin ${margin}`));
  if (found.also.length > 0) lines.push(`  also: ${found.also.join(', ')}`);
  if (found.facts.length > 0) {
    lines.push('', '  facts');
    for (const { kind, value, line } of found.facts) lines.push(`    ${kind}: ${visible(value)}${at(line)}`);
  }
  for (const candidate of found.candidates.slice(0, shownCandidates))
    lines.push('', ...trace(candidate, paint));
  if (fix !== null) lines.push('', `  fix: ${fix.status}. ${visible(fix.because)}`);
  if (labels.length > 0) lines.push(`  labels: ${labels.map((one) => one.name).join(', ')}`);
  if (missing.length > 0) lines.push('', '  to ask', ...missing.map(({ question }) => `    ${question}`));
  if (reply !== null)
    lines.push(
      '',
      '  reply',
      ...reply
        .trimEnd()
        .split('\n')
        .map((line) => `    ${line}`.trimEnd()),
    );
  return `${lines.join('\n')}\n\n`;
}

function trace(candidate: Candidate, paint: (style: Style, text: string) => string): string[] {
  const lines = [`  ${paint('bold', candidate.category)} ${candidate.confidence.toFixed(2)}`];
  for (const one of candidate.evidence) lines.push(`    ${paint('green', signed(one))} ${says(one)}`);
  for (const one of candidate.against) lines.push(`    ${paint('red', signed(one))} ${says(one)}`);
  for (const sentence of candidate.unmet) lines.push(paint('dim', `       .   ${sentence}`));
  const words = candidate.words.map(
    ({ word, weight }) => `${word} ${weight > 0 ? '+' : ''}${weight.toFixed(2)}`,
  );
  if (words.length > 0) lines.push(`    words: ${visible(words.join(', '))}`);
  return lines;
}

function says({ says: sentence, quote, section, line }: Evidence): string {
  const place = [section === '' ? '' : `${visible(section)}, `, line === 0 ? 'title' : `line ${line}`].join(
    '',
  );
  return quote === '' ? sentence : `${sentence}\n           "${visible(quote)}" (${place})`;
}

function signed({ weight }: Evidence): string {
  return `${weight < 0 ? '-' : '+'}${Math.abs(weight).toFixed(1)}`.padStart(5);
}

function at(line: number): string {
  return line === 0 ? ' (title)' : ` (line ${line})`;
}

/** A report's text may hold escape sequences that would take over the terminal. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}]/gu, ' ');
}

function decisionStyle(decision: 'label' | 'suggest' | 'abstain'): Style {
  if (decision === 'label') return 'green';
  return decision === 'suggest' ? 'yellow' : 'dim';
}
