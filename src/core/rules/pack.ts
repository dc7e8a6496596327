/** The compiled form of the known problems: one automaton that finds which patterns of which problem deserve a look. */

import type { RE2JS } from 're2js';
import { type SpanKind, spanKinds } from '../report/report.js';
import { type Automaton, buildAutomaton } from './automaton.js';
import type { KnownProblem } from './known-problem.js';
import { analysePattern, compilePattern } from './pattern/check-pattern.js';
import type { Clause } from './pattern/literals.js';

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

export interface PackPattern {
  readonly source: string;
  /** All of these clauses must be found in a span before the pattern can match. */
  readonly clauseCount: number;
  /** Indexes of the probes that ask for it. */
  readonly probes: readonly number[];
}

export interface Pack {
  readonly problems: readonly PackProblem[];
  readonly probes: readonly Probe[];
  readonly patterns: readonly PackPattern[];
  readonly automaton: Automaton;
  /** The engine for a pattern of the pack, compiled when it is needed first: most reports need few of them. */
  engineOf(pattern: string): RE2JS;
  /** Clauses by literal of the automaton. */
  readonly clausesOfLiteral: readonly (readonly number[])[];
  /** Pattern by clause. */
  readonly patternOfClause: Int32Array;
}

/** The bit of a span kind in `Probe.kinds`. */
export function kindBit(kind: SpanKind): number {
  return 1 << spanKinds.indexOf(kind);
}

const everywhere = kindBit('title') | kindBit('prose') | kindBit('log') | kindBit('command');

/**
 * Compiles problems that passed the schema and `checkPattern`. Throws an `Error` naming the pattern when one did not, which
 * is a mistake of the caller. `knownClauses` may answer for patterns that were analysed before.
 */
export function compilePack(
  problems: readonly PackProblem[],
  knownClauses: (pattern: string) => readonly Clause[] | null = () => null,
): Pack {
  const probes: Probe[] = [];
  const asked = new Map<string, number[]>();
  function ask(probe: Probe, patterns: readonly string[]): void {
    const number = probes.push(probe) - 1;
    for (const pattern of patterns) {
      const known = asked.get(pattern);
      if (known) known.push(number);
      else asked.set(pattern, [number]);
    }
  }
  problems.forEach((problem, at) => {
    for (const { probe, patterns } of probesOf(problem, at)) ask(probe, patterns);
  });
  return { problems, probes, engineOf: engines(), ...indexPatterns(asked, knownClauses) };
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

function indexPatterns(
  asked: ReadonlyMap<string, readonly number[]>,
  knownClauses: (pattern: string) => readonly Clause[] | null,
): Omit<Pack, 'problems' | 'probes' | 'engineOf'> {
  const numbers = new Map<string, number>();
  const clausesOfLiteral: number[][] = [];
  const patternOfClause: number[] = [];
  const patterns = Array.from(asked, ([source, probes], pattern): PackPattern => {
    const clauses = knownClauses(source) ?? clausesOf(source);
    for (const clause of clauses) {
      const number = patternOfClause.push(pattern) - 1;
      for (const literal of clause) {
        const known = numbers.get(literal) ?? clausesOfLiteral.push([]) - 1;
        numbers.set(literal, known);
        clausesOfLiteral[known]?.push(number);
      }
    }
    return { source, clauseCount: clauses.length, probes };
  });
  return {
    patterns,
    automaton: buildAutomaton([...numbers.keys()]),
    clausesOfLiteral,
    patternOfClause: Int32Array.from(patternOfClause),
  };
}

function clausesOf(pattern: string): readonly Clause[] {
  const analysed = analysePattern(pattern);
  if (!analysed.ok) throw new Error(`the pattern ${pattern} was not checked: ${analysed.refusal.problem}`);
  return analysed.clauses;
}

/** Compiles each pattern once. */
function engines(): (pattern: string) => RE2JS {
  const compiled = new Map<string, RE2JS>();
  return (pattern) => {
    const known = compiled.get(pattern);
    if (known) return known;
    const engine = compilePattern(pattern);
    compiled.set(pattern, engine);
    return engine;
  };
}
