/** Lint of a repository's own rules beside the packs that it chose: their examples run as tests, and those of the packs with them. */

import { setImmediate } from 'node:timers/promises';
import type { OwnRule, OwnRulesLint } from '../../app/pack-port.js';
import { exampleFindings, intrusionFindings } from '../../core/lint-examples.js';
import type { Finding } from '../../core/rules/finding.js';
import { lintRules } from '../../core/rules/lint/lint-rules.js';
import type { Pack } from '../../core/rules/pack.js';
import { decideExamples } from '../../core/run-examples.js';
import { inWords } from './own-rules.js';
import { parseRuleFile } from './parse-rule-file.js';

/** Own examples that are decided: a file of the largest size could hold thousands. */
const mostExamples = 1_000;

/** `own` are rules of `pack`, already accepted. Other work of this process has its turn between two examples. */
export async function lintOwnRules(own: readonly OwnRule[], pack: Pack): Promise<OwnRulesLint> {
  const files = new Map(own.map((rule) => [rule.id, parseRuleFile(rule.file, rule.id, rule.text)]));
  const ids = new Set(files.keys());
  const mine = pack.problems.filter(({ id }) => ids.has(id));
  const others = pack.problems.filter(({ id }) => !ids.has(id));
  // The model has learned from the examples of the packs, so signals alone must carry them.
  const bySignals: Pack = { ...pack, scorer: null };
  const found: Finding[] = [...lintRules(pack, mine)];
  let decided = 0;
  let failed = 0;
  for (const result of decideExamples(bySignals, mine)) {
    if (decided === mostExamples) {
      found.push(tooMany(result.rule));
      break;
    }
    found.push(...exampleFindings(result));
    decided += 1;
    if (!result.ok) failed += 1;
    await setImmediate();
  }
  for (const result of decideExamples(bySignals, others)) {
    found.push(...intrusionFindings(result, ids));
    await setImmediate();
  }
  const findings = found.flatMap((finding) => {
    const file = files.get(finding.rule ?? '');
    return file === undefined ? [] : [inWords(file.locate(finding))];
  });
  return { findings, examples: decided, failed };
}

function tooMany(rule: string): Finding {
  const problem = `the own rules have more than ${mostExamples} examples; from here on they were not decided`;
  const instead = 'keep the examples that differ';
  return { rule, severity: 'warning', check: 'examples', path: ['match'], problem, instead };
}
