/** What the report leaves open: the questions of a known problem that it does not answer. */

import type { MissingItem } from '../assessment.js';
import type { KnownValues } from '../rules/conditions.js';
import type { Question } from '../rules/fix-schema.js';
import type { KnownProblem } from '../rules/known-problem.js';
import type { FixStatus } from './fix-status.js';

const names: Readonly<Record<string, string>> = {
  linux: 'Linux kernel (`uname -r`)',
  xen: 'Xen',
  firmware: 'BIOS or firmware',
};

/**
 * Questions in the rule's order. `answeredByPattern` holds the ids of those whose pattern was found. Where the fix depends on a version
 * that the report does not give and no question asks for it, one is added.
 */
export function openQuestions(
  problem: KnownProblem,
  known: KnownValues,
  answeredByPattern: ReadonlySet<string>,
  fix: FixStatus,
): readonly MissingItem[] {
  const open = problem.ask.filter((question) => !isAnswered(question, known, answeredByPattern));
  const missing = open.map(({ id, question }): MissingItem => ({ id, question }));
  const { status, component, reported } = fix;
  if (status !== 'unknown-version' || component === null || reported !== null) return missing;
  if (problem.ask.some((question) => asksFor(question, component))) return missing;
  const question = `Which version of ${names[component] ?? component} is it?`;
  return [...missing, { id: `${component}-version`, question }];
}

/** Whether what is known answers the question. */
export function isAnswered(question: Question, known: KnownValues, byPattern: ReadonlySet<string>): boolean {
  const { answered_by: answer } = question;
  if ('pattern' in answer) return byPattern.has(question.id);
  return (known.get('fact' in answer ? answer.fact : answer.component)?.length ?? 0) > 0;
}

function asksFor(question: Question, component: string): boolean {
  const { answered_by: answer } = question;
  if ('fact' in answer) return answer.fact === component;
  return 'component' in answer && answer.component === component;
}
