/** Lint: patterns that meet nearly every report, such as the text of issue templates. */

import { type PlacedPattern, patternsOf } from '../check-content.js';
import type { Finding } from '../finding.js';
import type { Pack } from '../pack.js';
import { analysePattern, type PatternBranch } from '../pattern/check-pattern.js';

/** Shorter literals stand in every second line. */
const shortLiteral = 3;

/** What issue templates and forms say, whatever the report is about. */
const templateText: readonly string[] = [
  'Describe the bug. A clear and concise description of what the bug is.',
  'Steps to reproduce the behavior. Go to, click on, scroll down to, see error.',
  'Expected behavior. A clear and concise description of what you expected to happen.',
  'Screenshots. If applicable, add screenshots to help explain your problem.',
  'Desktop (please complete the following information): OS, browser, version. Smartphone: device.',
  'Additional context. Add any other context about the problem here.',
  'Is your feature request related to a problem? Please describe. Describe alternatives you have considered.',
  'Please search for existing issues first. I have searched the existing issues. I agree to follow the code of conduct.',
  'What version are you running? What operating system are you using? Paste the relevant log output. Environment.',
  'Thanks for taking the time to fill out this bug report! Contact details. What happened? Also tell us, what did you expect?',
  'How reproducible: always, sometimes. Actual results. Impact. Kernel version. Hardware. Logs. Machine. Checklist.',
];

export function lintTooBroad(pack: Pack): readonly Finding[] {
  return pack.problems.flatMap((problem) =>
    patternsOf(problem).flatMap((placed): Finding[] => {
      if (!placed.findable || placed.path[0] === 'ask' || placed.path[0] === 'components') return [];
      const found = tooBroad(placed, pack);
      return found === null
        ? []
        : [{ ...found, rule: problem.id, severity: 'warning', check: 'too-broad', path: placed.path }];
    }),
  );
}

function tooBroad({ pattern }: PlacedPattern, pack: Pack): { problem: string; instead: string } | null {
  const analysed = analysePattern(pattern);
  const weak = analysed.ok
    ? analysed.branches.find((branch) => longestLiteral(branch) < shortLiteral)
    : undefined;
  if (weak !== undefined) {
    const problem = `nothing in \`${weak.source}\` is fixed for more than ${longestLiteral(weak)} characters`;
    return { problem, instead: `add a word of ${shortLiteral} letters or more to every branch` };
  }
  const met = templateText.find((text) => pack.engineOf(pattern).test(text));
  if (met === undefined) return null;
  return { problem: `it matches what issue templates say: "${met}"`, instead: 'make it more exact' };
}

function longestLiteral({ clauses }: PatternBranch): number {
  return Math.max(0, ...clauses.map(({ texts }) => Math.min(...texts.map((text) => text.length))));
}
