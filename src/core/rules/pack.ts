/** The compiled form of the known problems: one automaton that finds which patterns of which problem deserve a look. */

import type { TextScorer } from '../classify/text-model/score.js';
import { type SpanKind, spanKinds } from '../report/report.js';
import { type Automaton, buildAutomaton } from './automaton.js';
import type { KnownProblem } from './known-problem.js';
import { analysePattern, type PatternBranch } from './pattern/check-pattern.js';
import { compilePattern, type PatternEngine } from './pattern/engine.js';

/** A known problem and where it comes from. */
export interface PackProblem extends KnownProblem {
  /** In the nursery: shown to maintainers, never acted on. */
  readonly nursery: boolean;
}

/** What a pattern is asked for: an entry of one of the problem's lists. */
export interface Probe {
  /** Index in `problems`. */
  readonly problem: number;
  readonly list: 'signals' | 'look_alikes' | 'ask' | 'components';
  readonly index: number;
  /** Span kinds to look in, one bit each; see `kindBit`. */
  readonly kinds: number;
  /** The same span must not match it. */
  readonly unless: string | null;
}

/** A pattern, or one top-level alternative of it. */
export interface PackPattern {
  readonly source: string;
  /** Indexes of the probes that ask for it. */
  readonly probes: readonly number[];
  /** Its clauses are those from `firstClause` on; all must be met in order before it can match. */
  readonly firstClause: number;
  readonly clauseCount: number;
}

/** What recognition needs of the text model. */
export type Scorer = Pick<TextScorer, 'score'>;

export interface Pack {
  readonly problems: readonly PackProblem[];
  readonly probes: readonly Probe[];
  readonly patterns: readonly PackPattern[];
  readonly automaton: Automaton;
  /** The text model, null for rules without one. */
  readonly scorer: Scorer | null;
  /** The engine for a pattern of the pack, compiled when it is needed first: most reports need few of them. */
  engineOf(pattern: string): PatternEngine;
  /** Length of each literal of the automaton. */
  readonly literalLengths: Int32Array;
  /** Clauses of each literal: those of literal n from `clauseStarts[n]` on in `clausesOfLiterals`. */
  readonly clauseStarts: Int32Array;
  readonly clausesOfLiterals: Int32Array;
  /** By clause: its pattern, the characters that may stand between the clause before and it, and whether it is its pattern's last. */
  readonly clausePatterns: Int32Array;
  readonly clauseGaps: Float64Array;
  readonly lastClauses: Uint8Array;
}

/** The bit of a span kind in `Probe.kinds`. */
export function kindBit(kind: SpanKind): number {
  return 1 << spanKinds.indexOf(kind);
}

const everywhere = kindBit('title') | kindBit('prose') | kindBit('log') | kindBit('command');

export interface PackParts {
  readonly scorer?: Scorer | null;
  /** Answers for patterns that were analysed before. */
  knownBranches?(pattern: string): readonly PatternBranch[] | null;
}

/**
 * Compiles problems that passed the schema and `checkPattern`. Throws an `Error` naming the pattern when one did not, which
 * is a mistake of the caller.
 */
export function compilePack(
  problems: readonly PackProblem[],
  { scorer = null, knownBranches = () => null }: PackParts = {},
): Pack {
  const probes: Probe[] = [];
  const asked = new Map<string, AskedBranch>();
  function branchesOf(pattern: string): readonly PatternBranch[] {
    return knownBranches(pattern) ?? analysed(pattern);
  }
  function ask(probe: Probe, patterns: readonly string[]): void {
    const number = probes.push(probe) - 1;
    for (const branch of patterns.flatMap(branchesOf)) {
      const known = asked.get(branch.source);
      if (known === undefined) asked.set(branch.source, { ...branch, probes: [number] });
      else if (!known.probes.includes(number)) known.probes.push(number);
    }
  }
  problems.forEach((problem, at) => {
    for (const { probe, patterns } of probesOf(problem, at)) ask(probe, patterns);
  });
  return { problems, probes, scorer, engineOf: engines(), ...indexPatterns([...asked.values()]) };
}

function probesOf(problem: KnownProblem, at: number): { probe: Probe; patterns: readonly string[] }[] {
  const found: { probe: Probe; patterns: readonly string[] }[] = [];
  for (const list of ['signals', 'look_alikes'] as const) {
    problem[list].forEach((signal, index) => {
      const patterns = signal.patterns ?? (signal.pattern === undefined ? [] : [signal.pattern]);
      if (patterns.length === 0) return;
      const kinds = signal.in.reduce((bits, kind) => bits | kindBit(kind), 0);
      const unless = signal.unless ?? null;
      found.push({ probe: { problem: at, list, index, kinds, unless }, patterns });
    });
  }
  problem.ask.forEach((question, index) => {
    if (!('pattern' in question.answered_by)) return;
    const probe: Probe = { problem: at, list: 'ask', index, kinds: everywhere, unless: null };
    found.push({ probe, patterns: [question.answered_by.pattern] });
  });
  problem.components.forEach((component, index) => {
    const probe: Probe = { problem: at, list: 'components', index, kinds: everywhere, unless: null };
    found.push({ probe, patterns: [component.pattern] });
  });
  return found;
}

interface AskedBranch extends PatternBranch {
  readonly probes: number[];
}

function indexPatterns(
  asked: readonly AskedBranch[],
): Omit<Pack, 'problems' | 'probes' | 'scorer' | 'engineOf'> {
  const clausesOf = new Map<string, number[]>();
  const clausePatterns: number[] = [];
  const clauseGaps: number[] = [];
  const lastClauses: number[] = [];
  const patterns = asked.map(({ source, probes, clauses: own }, pattern): PackPattern => {
    const firstClause = clausePatterns.length;
    own.forEach(({ texts, gap }, nth) => {
      const number = clausePatterns.push(pattern) - 1;
      clauseGaps.push(gap ?? Number.POSITIVE_INFINITY);
      lastClauses.push(nth === own.length - 1 ? 1 : 0);
      for (const text of texts) {
        const known = clausesOf.get(text);
        if (known === undefined) clausesOf.set(text, [number]);
        else known.push(number);
      }
    });
    return { source, probes, firstClause, clauseCount: own.length };
  });
  const literals = [...clausesOf.keys()];
  const clauseStarts = new Int32Array(literals.length + 1);
  literals.forEach((literal, number) => {
    clauseStarts[number + 1] = (clauseStarts[number] ?? 0) + (clausesOf.get(literal)?.length ?? 0);
  });
  return {
    patterns,
    automaton: buildAutomaton(literals),
    literalLengths: Int32Array.from(literals, (literal) => literal.length),
    clauseStarts,
    clausesOfLiterals: Int32Array.from([...clausesOf.values()].flat()),
    clausePatterns: Int32Array.from(clausePatterns),
    clauseGaps: Float64Array.from(clauseGaps),
    lastClauses: Uint8Array.from(lastClauses),
  };
}

function analysed(pattern: string): readonly PatternBranch[] {
  const result = analysePattern(pattern);
  if (!result.ok) throw new Error(`the pattern ${pattern} was not checked: ${result.refusal.problem}`);
  return result.branches;
}

/** Compiles each pattern once. */
function engines(): (pattern: string) => PatternEngine {
  const compiled = new Map<string, PatternEngine>();
  return (pattern) => {
    const known = compiled.get(pattern);
    if (known) return known;
    const engine = compilePattern(pattern);
    compiled.set(pattern, engine);
    return engine;
  };
}
