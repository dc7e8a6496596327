/** A repository's own rules beside the chosen packs, compiled once for all repositories that choose the same. */

import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { PackChoice } from '../../app/pack-port.js';
import { patternsOf } from '../../core/rules/check-content.js';
import { nearest } from '../../core/rules/nearest.js';
import { compilePack, type Pack, type PackProblem } from '../../core/rules/pack.js';
import { printRuleProblem } from './rule-problem.js';
import { validateRules } from './validate-rules.js';

export type ChosenPack =
  | { readonly ok: true; readonly pack: Pack }
  | { readonly ok: false; readonly reasons: readonly string[] };

/** Compiled packs that are kept: each holds an index over all of its patterns. */
const mostPacks = 12;
/** Mistakes that are told of one choice. */
const mostReasons = 50;

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
  const unknown = (packs ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) return refused(unknown.map((name) => `packs: ${noSuchPack(name, names)}`));
  const rest = shipped.problems.filter(({ pack }) => packs === null || packs.includes(pack ?? ''));
  const problems: PackProblem[] = [];
  const reasons: string[] = [];
  let patterns = 0;
  for (const rule of own) {
    // Other jobs of this process have their turn between two files.
    await setImmediate();
    const checked = validateRules({ files: [{ ...rule, nursery: false }] }, mostPatternsOfFile);
    reasons.push(...checked.refused.map((problem) => printRuleProblem(problem)));
    for (const problem of checked.problems) {
      problems.push(problem);
      reasons.push(...clash(problem.id, rest));
      patterns += patternsOf(problem).length;
    }
    if (patterns > mostPatterns) {
      const most = `more than ${mostPatterns} patterns; leave out what is rarest`;
      return refused([...reasons, `${rule.file}: with this file the own rules have ${most}`]);
    }
  }
  if (reasons.length > 0) return refused(reasons);
  // The numbers and the text model stay those of the shipped rules; the model says nothing about problems that it does not know.
  return {
    ok: true,
    pack: compilePack([...rest, ...problems], { calibration: shipped.calibration, scorer: shipped.scorer }),
  };
}

function clash(id: string, shipped: readonly PackProblem[]): string[] {
  const same = shipped.find((problem) => problem.id === id);
  if (same === undefined) return [];
  return [`${id}.yml: the pack \`${same.pack}\` has a known problem \`${id}\`; give this one another id`];
}

function noSuchPack(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return `there is no pack \`${name}\`; ${meant === null ? `known are ${names.join(', ')}` : `did you mean \`${meant}\`?`}`;
}

function refused(reasons: readonly string[]): ChosenPack {
  return { ok: false, reasons: reasons.slice(0, mostReasons) };
}
