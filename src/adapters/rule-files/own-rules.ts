/** A repository's own rules beside the chosen packs, compiled once for all repositories that choose the same. */

import { createHash } from 'node:crypto';
import type { PackChoice } from '../../app/pack-port.js';
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

/** Answers for `shipped` and whatever repositories add to it; never throws on what they wrote. */
export function openOwnRules(shipped: Pack): { choose(choice: PackChoice): ChosenPack } {
  const kept = new Map<string, ChosenPack>();
  return {
    choose(choice) {
      const key = createHash('sha256').update(JSON.stringify(choice)).digest('base64');
      const known = kept.get(key);
      const chosen = known ?? choose(choice, shipped);
      kept.delete(key);
      kept.set(key, chosen);
      const oldest = kept.keys().next();
      if (kept.size > mostPacks && !oldest.done) kept.delete(oldest.value);
      return chosen;
    },
  };
}

function choose({ packs, own }: PackChoice, shipped: Pack): ChosenPack {
  const names = [...new Set(shipped.problems.flatMap(({ pack }) => pack ?? []))];
  const unknown = (packs ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) return refused(unknown.map((name) => `packs: ${noSuchPack(name, names)}`));
  const rest = shipped.problems.filter(({ pack }) => packs === null || packs.includes(pack ?? ''));
  const { problems, refused: found } = validateRules({
    files: own.map((rule) => ({ ...rule, nursery: false })),
  });
  const errors = found.map((problem) => printRuleProblem(problem));
  const taken = problems.flatMap(({ id }) => clash(id, rest));
  if (errors.length + taken.length > 0) return refused([...errors, ...taken]);
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
