/** Lint over decided examples: those that fail, and those that another known problem takes. */

import type { Finding } from './rules/finding.js';
import type { Pack } from './rules/pack.js';
import { type ExampleResult, runExamples } from './run-examples.js';

/** Findings from running every example through recognition. */
export function lintExamples(pack: Pack): readonly Finding[] {
  return runExamples(pack).flatMap(exampleFindings);
}

/** What one decided example says about its rule; empty where it says nothing. */
export function exampleFindings(result: ExampleResult): readonly Finding[] {
  const place = { rule: result.rule, path: [result.list, result.index] };
  if (result.ok) {
    if (result.list === 'no_match' || result.also.length === 0) return [];
    const problem = `the example "${result.title}" is labelled ${result.also.join(', ')} as well`;
    const instead = 'give one of the two a look-alike that decides, unless the example shows both';
    return [{ ...place, severity: 'warning', check: 'overlapping', problem, instead }];
  }
  const must = `the example "${result.title}" must be ${result.expected}`;
  if (result.list === 'match' && result.category !== null && result.category !== result.rule) {
    const problem = `${must}; it is decided for ${result.category}: the two overlap`;
    const instead = 'give one of the two a look-alike that decides';
    return [{ ...place, severity: 'error', check: 'overlapping', problem, instead }];
  }
  const problem = `${must}; it is ${inWords(result)}`;
  const instead = 'correct signals and weights, or the example';
  return [{ ...place, severity: 'error', check: 'example', problem, instead }];
}

function inWords({ decision, category, confidence }: ExampleResult): string {
  return `${decision} ${category ?? ''} with ${confidence.toFixed(2)}`.replace('  ', ' ');
}
