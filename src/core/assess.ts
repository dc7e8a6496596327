/** The whole answer about one report, pure: what it is, what the fix means for this reporter, what to ask, what to reply. */

import type { Assessment, LabelSpec } from './assessment.js';
import type { Calibration } from './classify/calibration.js';
import type { Classification } from './classify/classification.js';
import { type LabelAt, recognise } from './classify/classify.js';
import type { Findings } from './classify/weigh-problems.js';
import { needsHuman } from './plan/planned-problem.js';
import { chooseFix } from './reply/choose-fix.js';
import { openQuestions } from './reply/open-questions.js';
import { replyContext } from './reply/reply-context.js';
import { regressionNote } from './reply/reply-parts.js';
import { renderReply } from './reply/reply-template.js';
import { parseReport } from './report/parse-report.js';
import type { Report } from './report/report.js';
import { runningVersion } from './report/running-version.js';
import type { KnownValues } from './rules/conditions.js';
import type { Pack, PackProblem } from './rules/pack.js';
import { versionKinds } from './rules/version-kinds.js';

export { needsHuman } from './plan/planned-problem.js';

/** What somebody reported. `author` is the login, null where it is not known. */
export interface ReportText {
  readonly title: string;
  readonly body: string;
  readonly author?: string | null;
}

export interface AssessOptions {
  /** Other numbers than the shipped ones, for measuring. */
  readonly calibration?: Calibration;
  /** Text of the repository's own issue templates: what a body took over from them is no report. */
  readonly templates?: readonly string[];
  /** Other confidences for labels than the calibration's. */
  readonly labelAt?: LabelAt;
}

/** Never throws on the report's text, whatever it is. */
export function assess(input: ReportText, pack: Pack, options: AssessOptions = {}): Assessment {
  const report = parseReport(input, options.templates === undefined ? {} : { templates: options.templates });
  const { classification, findings } = recognise(report, pack, { ...options, text: input });
  const problem = pack.problems.find(({ id }) => id === classification.category);
  if (problem === undefined) return { classification, fix: null, missing: [], labels: [], reply: null };
  return answer(input, report, problem, classification, findings, pack);
}

/** What follows for this report from being this known problem. */
export function answer(
  input: ReportText,
  report: Report,
  problem: PackProblem,
  classification: Classification,
  findings: Findings,
  pack: Pack,
): Assessment {
  const known = knownValues(report, problem, findings, pack);
  const fix = chooseFix(problem, known);
  const isRegression = fix.status.status === 'regression?';
  const answered = problem.ask.filter((_, index) => findings.spanOf('ask', problem, index) !== null);
  const missing = openQuestions(problem, known, new Set(answered.map(({ id }) => id)), fix.status);
  const { evidence } = classification;
  const context = replyContext(problem, input.author ?? null, known, fix, missing, evidence, report.facts);
  const labels =
    classification.decision === 'label'
      ? [problem.label, ...labelsAlso(classification, pack), ...(isRegression ? [needsHuman] : [])]
      : [];
  const reply = renderReply(isRegression ? regressionTemplate : problem, context);
  return { classification, fix: fix.status, missing, labels, reply };
}

/** Labels of further known problems that are as sure: a report may tell of two. */
function labelsAlso({ also }: Classification, pack: Pack): LabelSpec[] {
  return pack.problems.filter(({ id }) => also.includes(id)).map(({ label }) => label);
}

const regressionTemplate = { reply: regressionNote };

/**
 * Values of facts and components by name, each once. Of the versions of a kind only the one that the reporter runs counts: the
 * one that still worked, or that somebody else has, must not decide what they are told.
 */
export function knownValues(
  report: Report,
  problem: PackProblem,
  findings: Findings,
  pack: Pack,
): KnownValues {
  const values = new Map<string, string[]>();
  function add(name: string, value: string): void {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else if (!known.includes(value)) known.push(value);
  }
  for (const kind of versionKinds) {
    const running = runningVersion(report.facts, kind);
    if (running !== undefined) add(kind, running.value);
  }
  for (const fact of report.facts) {
    if (!versionKinds.some((kind) => kind === fact.kind)) add(fact.kind, fact.value);
  }
  problem.components.forEach((component, index) => {
    const span = findings.spanOf('components', problem, index);
    if (span === null) return;
    const version = pack.engineOf(component.pattern).find(span.text)?.group ?? '';
    if (version !== '') add(component.name, version);
  });
  return values;
}
