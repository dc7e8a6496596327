/** What a known problem means for one issue that is taken for it: the fix for this reporter, and which questions people answered. */

import { knownValues, type ReportText } from './assess.js';
import { weighProblems } from './classify/weigh-problems.js';
import type { ReportersFix } from './plan/plan-release.js';
import { chooseFix } from './reply/choose-fix.js';
import type { FixStatus } from './reply/fix-status.js';
import { isAnswered } from './reply/open-questions.js';
import { parseReport } from './report/parse-report.js';
import type { KnownValues } from './rules/conditions.js';
import type { Pack, PackProblem } from './rules/pack.js';

/** The fix of this known problem for this reporter, whatever recognition says; null where the pack has no such problem. */
export function fixFor(category: string, input: ReportText, pack: Pack): ReportersFix | null {
  const problem = pack.problems.find(({ id }) => id === category);
  if (problem === undefined) return null;
  const { known } = read(input, problem, pack);
  const chosen = chooseFix(problem, known);
  return {
    fix: onlyVersionOpen(problem, chosen.status, known),
    how: chosen.how,
    distributions: known.get('distribution') ?? [],
  };
}

/**
 * Where the report leaves open which of several entries holds, and one single version is named by all that have one, the news
 * about that version concerns this reporter too.
 */
function onlyVersionOpen(problem: PackProblem, status: FixStatus, known: KnownValues): FixStatus {
  if (status.status !== 'unknown-version' || status.fixedIn !== null) return status;
  const named = problem.fix.flatMap((entry) => (entry.fixed_in === undefined ? [] : [entry.fixed_in]));
  const [first] = named;
  const isOne = named.every((one) => one.component === first?.component && one.version === first.version);
  if (first === undefined || !isOne) return status;
  const reported = known.get(first.component)?.[0] ?? null;
  return { ...status, component: first.component, fixedIn: first.version, reported };
}

/** Ids of the known problem's questions that one of these texts answers; our own questions, copied, answer nothing. */
export function answeredQuestions(
  category: string,
  texts: readonly ReportText[],
  pack: Pack,
): ReadonlySet<string> {
  const answered = new Set<string>();
  const problem = pack.problems.find(({ id }) => id === category);
  if (problem === undefined) return answered;
  for (const text of texts) {
    const body = withoutQuestions(text.body, problem);
    if (body.trim() === '') continue;
    const { known, byPattern } = read({ ...text, body }, problem, pack);
    for (const question of problem.ask) if (isAnswered(question, known, byPattern)) answered.add(question.id);
    // Questions about the version that decides are added where the rule has none; see open-questions.
    for (const name of known.keys()) answered.add(`${name}-version`);
  }
  return answered;
}

function read(input: ReportText, problem: PackProblem, pack: Pack) {
  const report = parseReport(input);
  const findings = weighProblems(report, pack);
  const answered = problem.ask.filter((_, index) => findings.spanOf('ask', problem, index) !== null);
  return {
    known: knownValues(report, problem, findings, pack),
    byPattern: new Set(answered.map(({ id }) => id)),
  };
}

function withoutQuestions(body: string, problem: PackProblem): string {
  const questions = problem.ask.map(({ question }) => question.replace(/\s+/g, ' ').trim());
  return body
    .split('\n')
    .filter((line) => {
      const plain = line.replace(/\s+/g, ' ');
      return !questions.some((question) => plain.includes(question));
    })
    .join('\n');
}
