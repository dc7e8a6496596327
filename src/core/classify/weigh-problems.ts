/** Which signals of which known problem fired, and what they add up to. */

import type { Fact, Report, Span } from '../report/report.js';
import { fittingFact, isAbsent } from '../rules/conditions.js';
import type { Pack, PackProblem, Probe } from '../rules/pack.js';
import type { LookAlike, Signal } from '../rules/signal-schema.js';
import { findProbes } from './find-probes.js';

/** Where a signal was found; `absence` where it is the lack of a fact that counts. */
export type FoundIn =
  | { readonly kind: 'span'; readonly span: Span; readonly pattern: string }
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'absence' };

export interface Fired {
  readonly id: string;
  readonly says: string;
  readonly weight: number;
  readonly foundIn: FoundIn;
}

/** One known problem held against the report. */
export interface Weighed {
  readonly problem: PackProblem;
  /** Signals that speak for it, strongest first. */
  readonly pros: readonly Fired[];
  /** Signals and look-alikes that speak against it, strongest first. */
  readonly cons: readonly Fired[];
  /** Sentences of the signals for it that did not fire. */
  readonly unmet: readonly string[];
  /** Needed roles that nothing proved. */
  readonly unproven: readonly string[];
  /** Log-odds of `pros` and of `cons`, the latter negative. */
  readonly proSum: number;
  readonly conSum: number;
}

/** What the patterns of a pack found in a report. */
export interface Findings {
  readonly weighed: readonly Weighed[];
  /** The span in which a probe matched, null where it did not. */
  spanOf(list: Probe['list'], problem: PackProblem, index: number): Span | null;
}

/** Runs every signal of the pack over the report. */
export function weighProblems(report: Report, pack: Pack): Findings {
  const matches = findProbes(pack, report.spans);
  const found = new Map<string, FoundSpan>();
  pack.probes.forEach((probe, number) => {
    const span = report.spans[matches.spans[number] ?? -1];
    const pattern = pack.patterns[matches.patterns[number] ?? -1]?.source;
    if (span === undefined || pattern === undefined) return;
    found.set(keyOf(probe.problem, probe.list, probe.index), { kind: 'span', span, pattern });
  });
  const weighed = pack.problems.map((problem, at) =>
    weigh(problem, report, pack, (list, index) => found.get(keyOf(at, list, index)) ?? null),
  );
  return {
    weighed,
    spanOf: (list, problem, index) =>
      found.get(keyOf(pack.problems.indexOf(problem), list, index))?.span ?? null,
  };
}

type FoundSpan = Extract<FoundIn, { readonly kind: 'span' }>;
type SpanLookup = (list: 'signals' | 'look_alikes', index: number) => FoundSpan | null;

function keyOf(problem: number, list: Probe['list'], index: number): string {
  return `${problem}/${list}/${index}`;
}

function weigh(problem: PackProblem, report: Report, pack: Pack, lookup: SpanLookup): Weighed {
  const fired: Fired[] = [];
  const unmet: string[] = [];
  const proven = new Set<string>();
  problem.signals.forEach((signal, index) => {
    const foundIn = locate(signal, lookup('signals', index), report, pack);
    if (foundIn !== null) {
      if (signal.role !== undefined) proven.add(signal.role);
      fired.push({ id: signal.id, says: signal.says, weight: signal.weight, foundIn });
    } else if (signal.weight > 0) {
      unmet.push(signal.says);
    }
  });
  problem.look_alikes.forEach((other, index) => {
    const foundIn = locate(other, lookup('look_alikes', index), report, pack);
    if (foundIn !== null)
      fired.push({ id: other.id, says: other.says ?? other.name, weight: other.weight, foundIn });
  });
  const pros = fired.filter((signal) => signal.weight >= 0).sort((a, b) => b.weight - a.weight);
  const cons = fired.filter((signal) => signal.weight < 0).sort((a, b) => a.weight - b.weight);
  return {
    problem,
    pros,
    cons,
    unmet,
    unproven: problem.needs.filter((role) => !proven.has(role)),
    proSum: sum(pros),
    conSum: sum(cons),
  };
}

function locate(
  signal: Signal | LookAlike,
  found: FoundSpan | null,
  report: Report,
  pack: Pack,
): FoundIn | null {
  if (signal.fact === undefined) return found;
  const fact = fittingFact(signal.fact, report.facts, pack.engineOf);
  if (fact !== null) return { kind: 'fact', fact };
  return isAbsent(signal.fact, report.facts) ? { kind: 'absence' } : null;
}

function sum(fired: readonly Fired[]): number {
  let total = 0;
  for (const signal of fired) total += signal.weight;
  return total;
}
