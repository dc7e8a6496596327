/** The compiled form of the known problems: what finds the patterns of all problems that deserve a look. */

import { type Calibration, calibration as shippedCalibration } from '../classify/calibration.js';
import type { TextScorer } from '../classify/text-model/score.js';
import { type SpanKind, spanKinds } from '../report/report.js';
import type { KnownProblem } from './known-problem.js';
import { analysePattern, type PatternBranch } from './pattern/check-pattern.js';
import { compilePattern, type PatternEngine } from './pattern/engine.js';
import { indexPatterns, type PatternIndex } from './pattern-index.js';

/** A known problem and where it comes from. */
export interface PackProblem extends KnownProblem {
  /** In the nursery: shown to maintainers, never acted on. */
  readonly nursery: boolean;
  /** Name of the pack: of the directory that its file is in. Absent for a repository's own rules. */
  readonly pack?: string;
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
}

/** What recognition needs of the text model. */
export type Scorer = Pick<TextScorer, 'score'>;

/** What is derived from the problems once, and can be stored: plain values and typed arrays. */
export interface PackIndex {
  readonly probes: readonly Probe[];
  readonly patterns: readonly PackPattern[];
  /** Finds the patterns that look into what people say: title, prose, quotes, patches. */
  readonly said: PatternIndex;
  /** Finds those that look into what machines say and are told, where most of a long report is and few patterns look. */
  readonly shown: PatternIndex;
}

export interface Pack extends PackIndex {
  readonly problems: readonly PackProblem[];
  /** The text model, null for rules without one. */
  readonly scorer: Scorer | null;
  /** The numbers that turn weights into probabilities and decisions. */
  readonly calibration: Calibration;
  /** The engine for a pattern of the pack, compiled when it is needed first: most reports need few of them. */
  engineOf(pattern: string): PatternEngine;
}

/** Kinds of spans that `Pack.shown` is for. */
export const shownKinds: readonly SpanKind[] = ['log', 'command'];

/** The bit of a span kind in `Probe.kinds`. */
export function kindBit(kind: SpanKind): number {
  return 1 << spanKinds.indexOf(kind);
}

const everywhere = bitsOf(['title', 'prose', 'log', 'command']);

export interface PackParts {
  readonly scorer?: Scorer | null;
  /** Numbers of the rules' own; the shipped ones without them. */
  readonly calibration?: Calibration | null;
  /** From `indexProblems` for the same problems, where it was made before. */
  readonly index?: PackIndex;
}

/** The pack, ready to recognise. Throws like `indexProblems`. */
export function compilePack(problems: readonly PackProblem[], parts: PackParts = {}): Pack {
  const { probes, patterns, said, shown } = parts.index ?? indexProblems(problems);
  const calibration = parts.calibration ?? shippedCalibration;
  const scorer = parts.scorer ?? null;
  return { problems, scorer, calibration, engineOf: engines(), probes, patterns, said, shown };
}

/**
 * Indexes problems that passed the schema and `checkPattern`. Throws an `Error` naming the pattern when one did not, which
 * is a mistake of the caller.
 */
export function indexProblems(problems: readonly PackProblem[]): PackIndex {
  const probes: Probe[] = [];
  const asked = new Map<string, AskedBranch>();
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
  const branches = [...asked.values()];
  const shownBits = bitsOf(shownKinds);
  const saidBits = bitsOf(spanKinds) & ~shownBits;
  const looksInto = (bits: number) => (pattern: AskedBranch) =>
    pattern.probes.some((probe) => ((probes[probe]?.kinds ?? 0) & bits) !== 0);
  return {
    probes,
    patterns: branches.map(({ source, probes: own }) => ({ source, probes: own })),
    said: indexPatterns(branches, looksInto(saidBits)),
    shown: indexPatterns(branches, looksInto(shownBits)),
  };
}

function bitsOf(kinds: readonly SpanKind[]): number {
  return kinds.reduce((bits, kind) => bits | kindBit(kind), 0);
}

function probesOf(problem: KnownProblem, at: number): { probe: Probe; patterns: readonly string[] }[] {
  const found: { probe: Probe; patterns: readonly string[] }[] = [];
  for (const list of ['signals', 'look_alikes'] as const) {
    problem[list].forEach((signal, index) => {
      const patterns = signal.patterns ?? (signal.pattern === undefined ? [] : [signal.pattern]);
      if (patterns.length === 0) return;
      const kinds = bitsOf(signal.in);
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

function branchesOf(pattern: string): readonly PatternBranch[] {
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
