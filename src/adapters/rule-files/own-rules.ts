/** A repository's own rules beside the chosen packs, compiled once for all repositories that choose the same. */

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { PackChoice, RuleFinding } from '../../app/pack-port.js';
import { patternsOf } from '../../core/rules/check-content.js';
import type { Finding } from '../../core/rules/finding.js';
import { nearest } from '../../core/rules/nearest.js';
import { compilePack, type Pack, type PackProblem } from '../../core/rules/pack.js';
import type { PolicyMistake } from '../../core/rules/policy.js';
import type { RuleProblem } from './rule-problem.js';
import { validateRules } from './validate-rules.js';

export type ChosenPack =
  | { readonly ok: true; readonly pack: Pack }
  | {
      readonly ok: false;
      readonly mistakes: readonly PolicyMistake[];
      readonly findings: readonly RuleFinding[];
    };

/** Compiled packs that are kept: each holds an index over all of its patterns. */
const mostPacks = 12;
/** Mistakes that are told of one choice. */
const mostFindings = 50;

/** Patterns of one file and of all: each is compiled to see whether it can be used, which may take milliseconds. */
const mostPatternsOfFile = 150;
const mostPatterns = 500;

/** Answers for `shipped` and whatever repositories add to it; never rejects for what they wrote. */
export function openOwnRules(shipped: Pack): { choose(choice: PackChoice): Promise<ChosenPack> } {
  const kept = new Map<string, Promise<ChosenPack>>();
  return {
    choose(choice) {
      const key = createHash('sha256').update(JSON.stringify(choice)).digest('base64');
      const chosen = kept.get(key) ?? choose(choice, shipped);
      kept.delete(key);
      kept.set(key, chosen);
      const oldest = kept.keys().next();
      if (kept.size > mostPacks && !oldest.done) kept.delete(oldest.value);
      return chosen;
    },
  };
}

async function choose({ packs, own }: PackChoice, shipped: Pack): Promise<ChosenPack> {
  const names = [...new Set(shipped.problems.flatMap(({ pack }) => pack ?? []))];
  const mistakes = (packs ?? []).flatMap((name, index) =>
    names.includes(name) ? [] : [{ path: ['packs', index], says: `packs: ${noSuchPack(name, names)}` }],
  );
  if (mistakes.length > 0) return { ok: false, mistakes, findings: [] };
  const rest = shipped.problems.filter(({ pack }) => packs === null || packs.includes(pack ?? ''));
  const problems: PackProblem[] = [];
  const findings: RuleFinding[] = [];
  let patterns = 0;
  for (const rule of own) {
    // Other jobs of this process have their turn between two files.
    await setImmediate();
    const checked = validateRules({ files: [{ ...rule, nursery: false }] }, mostPatternsOfFile);
    findings.push(...checked.refused.map(inWords));
    for (const problem of checked.problems) {
      problems.push(problem);
      const same = rest.find(({ id }) => id === problem.id);
      if (same !== undefined)
        findings.push(...checked.files.map((file) => inWords(file.locate(clash(problem.id, same)))));
      patterns += patternsOf(problem).length;
    }
    if (patterns > mostPatterns) {
      const says = `with this file the own rules have more than ${mostPatterns} patterns; leave out what is rarest`;
      return refused([
        ...findings,
        { file: rule.file, line: 0, column: 0, severity: 'error', check: 'size', says },
      ]);
    }
  }
  if (findings.length > 0) return refused(findings);
  // The numbers and the text model stay those of the shipped rules; the model says nothing about problems that it does not know.
  return {
    ok: true,
    pack: compilePack([...rest, ...problems], { calibration: shipped.calibration, scorer: shipped.scorer }),
  };
}

/** A problem of a rule file with what to do in one sentence. */
export function inWords({ file, line, column, severity, check, problem, instead }: RuleProblem): RuleFinding {
  return { file, line, column, severity, check, says: `${problem}; ${instead}` };
}

function clash(id: string, { pack }: PackProblem): Finding {
  const problem = `the pack \`${pack}\` has a known problem \`${id}\``;
  const instead = 'give this one another id';
  return { rule: id, severity: 'error', check: 'id', path: ['id'], problem, instead };
}

function noSuchPack(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return `there is no pack \`${name}\`; ${meant === null ? `known are ${names.join(', ')}` : `did you mean \`${meant}\`?`}`;
}

function refused(findings: readonly RuleFinding[]): ChosenPack {
  return { ok: false, mistakes: [], findings: findings.slice(0, mostFindings) };
}
