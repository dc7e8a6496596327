/** Finds which probes of a pack match in which span: literals first, the pattern engine only where they stand. */

import type { Span, SpanKind } from '../report/report.js';
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

/** Index of the best span for each probe of the pack, -1 where nothing matched. */
export function findProbes(pack: Pack, spans: readonly Span[]): Int32Array {
  const search = new Search(pack);
  spans.forEach((span, index) => {
    search.visit(span, index);
  });
  return search.best;
}

class Search {
  readonly best: Int32Array;
  private readonly pack: Pack;
  /** Rank of the span in `best` by probe, 0 for none. */
  private readonly ranks: Uint8Array;
  /** Characters read in vain by pattern. */
  private readonly vain: Int32Array;
  private vainTotal = 0;
  /** Number of the visit in which a clause was last met. */
  private readonly clauseSeen: Int32Array;
  /** Number of the visit in which a pattern was last met, and its clauses met in that visit. */
  private readonly patternSeen: Int32Array;
  private readonly clausesMet: Uint8Array;
  private visits = 0;
  private readonly candidates: number[] = [];

  constructor(pack: Pack) {
    this.pack = pack;
    this.best = new Int32Array(pack.probes.length).fill(-1);
    this.ranks = new Uint8Array(pack.probes.length);
    this.vain = new Int32Array(pack.patterns.length);
    this.clauseSeen = new Int32Array(pack.patternOfClause.length);
    this.patternSeen = new Int32Array(pack.patterns.length);
    this.clausesMet = new Uint8Array(pack.patterns.length);
  }

  visit(span: Span, index: number): void {
    this.visits++;
    this.candidates.length = 0;
    this.scan(span.text);
    for (const pattern of this.candidates) this.verify(pattern, span, index);
  }

  /** Runs the automaton over `text` and collects the patterns all of whose clauses stand in it. */
  private scan(text: string): void {
    const { classes, next, starts, literals, width } = this.pack.automaton;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = next[state + (classes[text.charCodeAt(at)] ?? 0)] ?? 0;
      if (state >= 0) continue;
      state = -state;
      const row = state / width;
      const end = starts[row + 1] ?? 0;
      for (let output = starts[row] ?? 0; output < end; output++) this.meet(literals[output] ?? 0);
    }
  }

  private meet(literal: number): void {
    for (const clause of this.pack.clausesOfLiteral[literal] ?? []) {
      if (this.clauseSeen[clause] === this.visits) continue;
      this.clauseSeen[clause] = this.visits;
      const pattern = this.pack.patternOfClause[clause] ?? 0;
      if (this.patternSeen[pattern] !== this.visits) {
        this.patternSeen[pattern] = this.visits;
        this.clausesMet[pattern] = 0;
      }
      const met = (this.clausesMet[pattern] ?? 0) + 1;
      this.clausesMet[pattern] = met;
      if (met === this.pack.patterns[pattern]?.clauseCount) this.candidates.push(pattern);
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
