/** The readable trace of a decision: the answer and what proves it, then how it came about. */

import { styleText } from 'node:util';
import type { Assessment } from '../../core/assessment.js';
import type { Candidate, Classification, Evidence } from '../../core/classify/classification.js';
import type { PackProblem } from '../../core/rules/pack.js';
import type { NamedReport } from './read-reports.js';

type Style = Parameters<typeof styleText>[0];

type Paint = (style: Style, text: string) => string;

export interface TraceStyle {
  readonly colour: boolean;
  /** Every candidate in full, and every signal that was not found. */
  readonly verbose: boolean;
}

/** More signals that were not found than these are for `--verbose`. */
const shownUnmet = 8;

/** The answer first, then the details; as text, ending in an empty line. */
export function printTrace(
  report: NamedReport,
  assessment: Assessment,
  problems: readonly PackProblem[],
  { colour, verbose }: TraceStyle,
): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text) : text);
  const { classification: found } = assessment;
  const title = problems.find((problem) => problem.id === found.category)?.title;
  const lines = [
    paint('bold', `${report.id}: ${visible(report.title)}`),
    `  ${paint(decisionStyle(found.decision), found.decision)}  ${title ?? 'none of the known problems'}`,
    `  ${visible(found.reason)}`,
    ...block(
      'evidence',
      found.evidence.map((one) => `${paint('green', signed(one))} ${says(one)}`),
    ),
    ...block(
      'against it',
      found.against.map((one) => `${paint('red', signed(one))} ${says(one)}`),
    ),
    ...block(
      'facts',
      found.facts.map(({ kind, value, line }) => `${kind}: ${visible(value)}${at(line)}`),
    ),
    ...answer(assessment),
    ...details(found, verbose, paint),
  ];
  return `${lines.join('\n')}\n\n`;
}

/** What follows from the decision. */
function answer({ classification, fix, labels, missing, reply }: Assessment): string[] {
  const lines: string[] = [];
  if (fix !== null) lines.push(`  fix: ${fix.status}. ${visible(fix.because)}`);
  if (labels.length > 0) lines.push(`  labels: ${labels.map((one) => one.name).join(', ')}`);
  if (classification.also.length > 0) lines.push(`  also: ${classification.also.join(', ')}`);
  return [
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...block(
      'to ask',
      missing.map(({ question }) => question),
    ),
    ...block('reply', reply === null ? [] : reply.trimEnd().split('\n')),
  ];
}

function details({ candidates, thresholds }: Classification, verbose: boolean, paint: Paint): string[] {
  const { label, suggest, margin } = thresholds;
  const [best, ...others] = candidates;
  const lines = ['', paint('dim', `  thresholds: label ${label}, suggest ${suggest}, margin ${margin}`)];
  if (best !== undefined) {
    const unmet = verbose ? best.unmet : best.unmet.slice(0, shownUnmet);
    const more = best.unmet.length - unmet.length;
    const rest = more > 0 ? [`and ${more} more (--verbose shows them)`] : [];
    lines.push(...block(`not found, of ${best.category}`, [...unmet, ...rest], (text) => paint('dim', text)));
    lines.push(...words(best));
  }
  if (verbose) return [...lines, ...others.flatMap((other) => ['', ...inFull(other, paint)])];
  const rows = others.map(({ category, confidence }) => `${confidence.toFixed(2)} ${category}`);
  return [...lines, ...block('other candidates', rows)];
}

function inFull(candidate: Candidate, paint: Paint): string[] {
  return [
    `  ${paint('bold', candidate.category)} ${candidate.confidence.toFixed(2)}`,
    ...candidate.evidence.map((one) => `    ${paint('green', signed(one))} ${says(one)}`),
    ...candidate.against.map((one) => `    ${paint('red', signed(one))} ${says(one)}`),
    ...candidate.unmet.map((sentence) => paint('dim', `       .   ${sentence}`)),
    ...words(candidate),
  ];
}

function words(candidate: Candidate): string[] {
  const weighed = candidate.words.map(
    ({ word, weight }) => `${word} ${weight > 0 ? '+' : ''}${weight.toFixed(2)}`,
  );
  return weighed.length > 0 ? [`    words: ${visible(weighed.join(', '))}`] : [];
}

/** A title and its lines, indented below it; nothing where there are none. */
function block(
  title: string,
  lines: readonly string[],
  paint: (text: string) => string = (text) => text,
): string[] {
  if (lines.length === 0) return [];
  return ['', `  ${title}`, ...lines.map((line) => paint(`    ${line}`.trimEnd()))];
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
