/** Bodies that somebody might file to keep Dejabug busy. */

import type { KnownProblem } from '../../core/rules/known-problem.js';

/** By name; each of exactly `size` characters. */
export function hostileBodies(
  size: number,
  problems: readonly KnownProblem[],
): Readonly<Record<string, string>> {
  const filled = (unit: string) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const words = wordsOf(problems);
  let soup = '';
  for (let at = 0; soup.length < size; at += 1) {
    soup += `${words[(at * 7919) % words.length] ?? ''}${at % 11 === 10 ? '\n' : ' '}`;
  }
  return {
    "the rules' own words, lines": soup.slice(0, size),
    "the rules' own words, one line": soup.replaceAll('\n', ' ').slice(0, size),
    'kernel lines that match': filled('[    1.000000] xen: dell xl list dom0_mem=1 boot fails\n'),
    versions: filled('5.10.3-4 '),
    'list items': filled('  - a\n'),
    'table rows': filled('| a | b |\n'),
    fences: filled('```\na\n'),
    'open comments and tags': filled('<a <!-- '),
    'open brackets': filled('[a]('),
    'quote marks': filled('> '),
    'line ends': filled('\n'),
    'one letter': filled('a'),
  };
}

/** Every word that stands in a pattern. */
function wordsOf(problems: readonly KnownProblem[]): string[] {
  const signals = problems.flatMap((problem) => [...problem.signals, ...problem.look_alikes]);
  const patterns = signals.flatMap(
    (signal) => signal.patterns ?? (signal.pattern === undefined ? [] : [signal.pattern]),
  );
  return [...new Set(patterns.flatMap((pattern) => pattern.match(/[a-z]{3,}/g) ?? []))];
}
