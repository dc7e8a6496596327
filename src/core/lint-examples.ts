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

/** What an example of another known problem says about these rules beside it; empty where it is decided as it was without them. */
export function intrusionFindings(result: ExampleResult, own: ReadonlySet<string>): readonly Finding[] {
  if (result.list === 'no_match') return [];
  const example = `the example "${result.title}" of ${result.rule}`;
  const instead = `give this rule a look-alike with \`instead: ${result.rule}\`, or make its signals more exact`;
  if (result.category !== null && own.has(result.category))
    return [
      {
        ...intruding(result.category),
        severity: 'error',
        problem: `${example} is decided for this rule`,
        instead,
      },
    ];
  const also = result.also.filter((id) => own.has(id));
  if (also.length > 0)
    return also.map((id) => ({
      ...intruding(id),
      severity: 'warning',
      problem: `${example} is labelled with this one as well`,
      instead,
    }));
  const doubted = result.ok
    ? undefined
    : [...own].find((id) => result.reason.includes(` ${id} is nearly as likely`));
  if (doubted === undefined) return [];
  return [
    {
      ...intruding(doubted),
      severity: 'warning',
      problem: `${example} is only suggested, because this one is nearly as likely`,
      instead,
    },
  ];
}

function intruding(rule: string) {
  return { rule, check: 'overlapping', path: ['signals'] } as const;
}

function inWords({ decision, category, confidence }: ExampleResult): string {
  return `${decision} ${category ?? ''} with ${confidence.toFixed(2)}`.replace('  ', ' ');
}
