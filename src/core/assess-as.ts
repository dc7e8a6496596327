/** A report for which a person says what it is: the whole answer as if it had been recognised so, and how likely each problem is. */

import { answer, type ReportText } from './assess.js';
import type { Assessment } from './assessment.js';
import { recognise, scoreAll } from './classify/classify.js';
import { parseReport } from './report/parse-report.js';
import type { Pack } from './rules/pack.js';

/** Null where the pack has no such problem. Never throws on the report's text. */
export function assessAs(category: string, input: ReportText, pack: Pack): Assessment | null {
  const problem = pack.problems.find(({ id }) => id === category);
  if (problem === undefined) return null;
  const report = parseReport(input);
  const { classification, findings, candidateOf } = recognise(report, pack, { text: input });
  const own = candidateOf(problem);
  const best = classification.candidates.find((candidate) => candidate.category !== category);
  const chosen = {
    ...classification,
    decision: 'label',
    category,
    confidence: own.confidence,
    runnerUp: best === undefined ? null : { category: best.category, confidence: best.confidence },
    // A person named one problem; what else recognition thinks of is not theirs.
    also: [],
    evidence: own.evidence,
    against: own.against,
    reason: `A person says that it is ${category}.`,
    candidates: [own, ...classification.candidates.filter((candidate) => candidate.category !== category)],
  } as const;
  return answer(input, report, problem, chosen, findings, pack);
}

/** Every known problem with its name and its probability for this report, likeliest first, equals by name. */
export function likelihoods(input: ReportText, pack: Pack) {
  const { scored } = scoreAll(parseReport(input), pack, { text: input });
  return pack.problems
    .map(({ id, title }) => {
      const found = scored.find(({ weighed }) => weighed.problem.id === id);
      return { category: id, name: title, confidence: found?.confidence ?? 0 };
    })
    .sort((one, other) => other.confidence - one.confidence || (one.name < other.name ? -1 : 1));
}
