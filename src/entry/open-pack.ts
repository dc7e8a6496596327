/** The rule pack as the use cases need it: what each known problem is labelled, and the assessment of a report. */

import { lintOwnRules } from '../adapters/rule-files/lint-own-rules.js';
import { loadPack } from '../adapters/rule-files/load-rules.js';
import { openOwnRules } from '../adapters/rule-files/own-rules.js';
import { ruleVersion } from '../adapters/rule-files/rule-version.js';
import type { PackChoice, PackReading } from '../app/pack-port.js';
import type { Pack } from '../app/ports.js';
import { assess } from '../core/assess.js';
import { assessAs, likelihoods } from '../core/assess-as.js';
import { answeredQuestions, fixFor } from '../core/assess-known.js';
import { recognise } from '../core/classify/classify.js';
import type { Pack as CompiledPack } from '../core/rules/pack.js';

/** Loads and compiles the rules of a directory, the shipped ones by default. Rejects with file, line and what to change. */
export async function openPack(directory?: string): Promise<Pack> {
  const compiled = await loadPack(directory);
  const ownRules = openOwnRules(compiled);
  const views = new WeakMap<CompiledPack, Pack>();

  async function choose(choice: PackChoice): Promise<PackReading> {
    const chosen = await ownRules.choose(choice);
    if (!chosen.ok) return chosen;
    const known = views.get(chosen.pack);
    if (known !== undefined) return { ok: true, pack: known };
    const pack = packOf(chosen.pack, choose);
    views.set(chosen.pack, pack);
    return { ok: true, pack };
  }
  return packOf(compiled, choose);
}

function packOf(compiled: CompiledPack, choose: Pack['choose']): Pack {
  return {
    problems: compiled.problems.map((problem) => ({
      category: problem.id,
      label: problem.label.name,
      ...(!problem.nursery && { spec: problem.label }),
      followUp: problem.follow_up ?? null,
      fixes: problem.fix.flatMap((entry) => (entry.fixed_in === undefined ? [] : [entry.fixed_in])),
      version: ruleVersion(problem),
    })),
    assess: (report, limits) => assess(report, compiled, limits),
    classify: (read, limits) => recognise(read.report, compiled, { ...limits, text: read }).classification,
    lint: (own) => lintOwnRules(own, compiled),
    assessAs: (category, report) => assessAs(category, report, compiled),
    likelihoods: (report) => likelihoods(report, compiled),
    fixFor: (category, report) => fixFor(category, report, compiled),
    answered: (category, texts) => answeredQuestions(category, texts, compiled),
    choose,
  };
}
