/** The rule pack as the use cases need it: what each known problem is labelled, and the assessment of a report. */

import { loadPack } from '../adapters/rule-files/load-rules.js';
import { ruleVersion } from '../adapters/rule-files/rule-version.js';
import type { Pack } from '../app/ports.js';
import { assess } from '../core/assess.js';
import { assessAs, likelihoods } from '../core/assess-as.js';
import { answeredQuestions, fixFor } from '../core/assess-known.js';

/** Loads and compiles the rules of a directory, the shipped ones by default. Rejects with file, line and what to change. */
export async function openPack(directory?: string): Promise<Pack> {
  const compiled = await loadPack(directory);
  return {
    problems: compiled.problems.map((problem) => ({
      category: problem.id,
      label: problem.label.name,
      followUp: problem.follow_up ?? null,
      fixes: problem.fix.flatMap((entry) => (entry.fixed_in === undefined ? [] : [entry.fixed_in])),
      version: ruleVersion(problem),
    })),
    assess: (report) => assess(report, compiled),
    assessAs: (category, report) => assessAs(category, report, compiled),
    likelihoods: (report) => likelihoods(report, compiled),
    fixFor: (category, report) => fixFor(category, report, compiled),
    answered: (category, texts) => answeredQuestions(category, texts, compiled),
  };
}
