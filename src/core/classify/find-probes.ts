/** Finds which probes of a pack match in which span: literals first, the pattern engine only where they stand. */

import type { Span, SpanKind } from '../report/report.js';
import { hasTail } from '../rules/automaton.js';
import { kindBit, type Pack } from '../rules/pack.js';

/** A maintainer checks a log line or a command sooner than a claim, a claim in a sentence sooner than one in the title. */
const kindRank: Readonly<Record<SpanKind, number>> = {
  log: 6,
  command: 5,
  prose: 4,
  title: 3,
  quote: 2,
  patch: 1,
};

/**
 * Characters that the pattern engine may read in vain, for one pattern and in all. A text made of nothing but literals
 * cannot cost more than this; a real log stays far below.
 */
const vainPerPattern = 48_000;
const vainInAll = 2_000_000;

/** By probe of the pack: the span in which it matched best, and the pattern of the pack that did. */
export interface ProbeMatches {
  /** Index of the span, -1 where nothing matched. */
  readonly spans: Int32Array;
  /** Index of the pattern; of no meaning where nothing matched. */
  readonly patterns: Int32Array;
}

/** Runs all patterns of the pack over the spans. */
export function findProbes(pack: Pack, spans: readonly Span[]): ProbeMatches {
  const search = new Search(pack);
  spans.forEach((span, index) => {
    search.visit(span, index);
  });
  return { spans: search.best, patterns: search.matched };
}

class Search {
  readonly best: Int32Array;
  readonly matched: Int32Array;
  private readonly pack: Pack;
  /** Rank of the span in `best` by probe, 0 for none. */
  private readonly ranks: Uint8Array;
  /** Characters read in vain by pattern. */
  private readonly vain: Int32Array;
  private vainTotal = 0;
  /** Number of the visit in which a clause was last met, and where its literal ended. */
  private readonly clauseVisit: Int32Array;
  private readonly clauseEnd: Int32Array;
  /** Number of the visit in which a pattern became a candidate. */
  private readonly patternVisit: Int32Array;
  private visits = 0;
  private readonly candidates: number[] = [];

  constructor(pack: Pack) {
    this.pack = pack;
    this.best = new Int32Array(pack.probes.length).fill(-1);
    this.matched = new Int32Array(pack.probes.length);
    this.ranks = new Uint8Array(pack.probes.length);
    this.vain = new Int32Array(pack.patterns.length);
    this.clauseVisit = new Int32Array(pack.clauses.length);
    this.clauseEnd = new Int32Array(pack.clauses.length);
    this.patternVisit = new Int32Array(pack.patterns.length);
  }

  visit(span: Span, index: number): void {
    this.visits++;
    this.candidates.length = 0;
    this.scan(span.text);
    for (const pattern of this.candidates) this.verify(pattern, span, index);
  }

  /** Runs the automaton over `text` and collects the patterns whose clauses stand in it, in order and near enough. */
  private scan(text: string): void {
    const { classes, next, starts, literals, width } = this.pack.automaton;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = next[state + (classes[text.charCodeAt(at)] ?? 0)] ?? 0;
      if (state >= 0) continue;
      state = -state;
      const row = state / width;
      const end = starts[row + 1] ?? 0;
      for (let output = starts[row] ?? 0; output < end; output++)
        this.meet(literals[output] ?? 0, text, at + 1);
    }
  }

  /**
   * The head of a literal ended at `at`. Only the last place of the clause before counts: it is the nearest one, so if that is too far
   * away, all are.
   */
  private meet(literal: number, text: string, at: number): void {
    const found = this.pack.literals[literal];
    if (found === undefined || !hasTail(this.pack.automaton, literal, text, at)) return;
    const end = at + (this.pack.automaton.tails[literal]?.length ?? 0);
    for (const number of found.clauses) {
      const clause = this.pack.clauses[number];
      if (clause === undefined || this.patternVisit[clause.pattern] === this.visits) continue;
      const { previous } = clause;
      if (previous >= 0) {
        if (this.clauseVisit[previous] !== this.visits) continue;
        if (end - found.length - (this.clauseEnd[previous] ?? 0) > clause.gap) continue;
      }
      const before = this.clauseVisit[number] === this.visits ? (this.clauseEnd[number] ?? 0) : 0;
      this.clauseVisit[number] = this.visits;
      this.clauseEnd[number] = Math.max(before, end);
      if (!clause.isLast) continue;
      this.patternVisit[clause.pattern] = this.visits;
      this.candidates.push(clause.pattern);
    }
  }

  private verify(number: number, span: Span, index: number): void {
    const pattern = this.pack.patterns[number];
    if (!pattern || this.vainTotal > vainInAll || (this.vain[number] ?? 0) > vainPerPattern) return;
    const kind = kindBit(span.kind);
    const rank = kindRank[span.kind];
    const wanting = pattern.probes.filter((probe) => this.wants(probe, kind, rank));
    if (wanting.length === 0) return;
    if (!this.pack.engineOf(pattern.source).test(span.text)) {
      this.spend(number, span.text.length);
      return;
    }
    for (const probe of wanting) {
      const unless = this.pack.probes[probe]?.unless ?? null;
      if (unless !== null && this.pack.engineOf(unless).test(span.text)) this.spend(number, span.text.length);
      else {
        this.ranks[probe] = rank;
        this.best[probe] = index;
        this.matched[probe] = number;
      }
    }
  }

  private spend(pattern: number, length: number): void {
    this.vain[pattern] = (this.vain[pattern] ?? 0) + length;
    this.vainTotal += length;
  }

  /** A span of a better kind is still worth a look; a second one of the same kind is not. */
  private wants(probe: number, kind: number, rank: number): boolean {
    const kinds = this.pack.probes[probe]?.kinds ?? 0;
    return (kinds & kind) !== 0 && rank > (this.ranks[probe] ?? 0);
  }
}
