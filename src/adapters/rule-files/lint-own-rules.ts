/** Lint of a repository's own rules beside the packs that it chose: their examples run as tests, and those of the packs with them. */

import type { OwnRule, OwnRulesLint } from '../../app/pack-port.js';
import { exampleFindings } from '../../core/lint-examples.js';
import { type Intrusion, intrusionFindings, intrusionsOf } from '../../core/lint-intrusions.js';
import type { Finding } from '../../core/rules/finding.js';
import { lintRules } from '../../core/rules/lint/lint-rules.js';
import type { Pack } from '../../core/rules/pack.js';
import { decideExamples } from '../../core/run-examples.js';
import { inWords } from './own-rules.js';
import { parseRuleFile } from './parse-rule-file.js';

/** Own examples that are decided: a file of the largest size could hold thousands. */
const mostExamples = 1_000;
/** Milliseconds that deciding may take; patterns may be as costly as their limits allow. */
const mostDeciding = 30_000;

/** `own` are rules of `pack`, already accepted. */
export function lintOwnRules(own: readonly OwnRule[], pack: Pack): OwnRulesLint {
  const files = new Map(own.map((rule) => [rule.id, parseRuleFile(rule.file, rule.id, rule.text)]));
  const ids = new Set(files.keys());
  const mine = pack.problems.filter(({ id }) => ids.has(id));
  const others = pack.problems.filter(({ id }) => !ids.has(id));
  // The model has learned from the examples of the packs, so signals alone must carry them.
  const bySignals: Pack = { ...pack, scorer: null };
  const found: Finding[] = [...lintRules(pack, mine)];
  const until = performance.now() + mostDeciding;
  let decided = 0;
  let failed = 0;
  for (const result of decideExamples(bySignals, mine)) {
    if (decided === mostExamples || performance.now() > until) {
      found.push(notDecided(result.rule));
      break;
    }
    found.push(...exampleFindings(result));
    decided += 1;
    if (!result.ok) failed += 1;
  }
  const intrusions: Intrusion[] = [];
  for (const result of decideExamples(bySignals, others)) {
    if (performance.now() > until) break;
    intrusions.push(...intrusionsOf(result, ids));
  }
  const findings = [...found, ...intrusionFindings(intrusions)].flatMap((finding) => {
    const file = files.get(finding.rule ?? '');
    return file === undefined ? [] : [inWords(file.locate(finding))];
  });
  return { findings, examples: decided, failed };
}

function notDecided(rule: string): Finding {
  const most = `${mostExamples} of all own rules, or as many as are decided in ${mostDeciding / 1000} s`;
  const problem = `from here on the examples were not decided: at most ${most}`;
  const instead = 'keep the examples that differ';
  return { rule, severity: 'warning', check: 'examples', path: ['match'], problem, instead };
}
