/** Findings as marks on the lines of a pull request. */

import { type CheckAnnotation, mostAnnotations } from './check-run.js';
import type { PolicyFinding } from './policy-finding.js';

/** Characters of one mark; GitHub takes more than anybody reads. */
const longestMessage = 1_000;

/** Errors first, then by file and line; of other repositories' files none, because the pull request does not have them. */
export function annotationsOf(findings: readonly PolicyFinding[]): readonly CheckAnnotation[] {
  return findings
    .filter(({ repository }) => repository === null)
    .toSorted(byWeight)
    .slice(0, mostAnnotations)
    .map(({ file, line, column, severity, says }) => ({
      path: file,
      // A file as a whole is marked where it begins.
      line: Math.max(1, line),
      column: line === 0 || column === 0 ? null : column,
      level: severity === 'error' ? 'failure' : 'warning',
      message: says.length > longestMessage ? `${says.slice(0, longestMessage)}…` : says,
    }));
}

function byWeight(one: PolicyFinding, other: PolicyFinding): number {
  if (one.severity !== other.severity) return one.severity === 'error' ? -1 : 1;
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line;
}
