/** Finds which probes of a pack match in which span: literals first, the pattern engine only where they stand. */

import type { Span, SpanKind } from '../report/report.js';
import { kindBit, type Pack, shownKinds } from '../rules/pack.js';
import { LiteralScan } from './literal-scan.js';

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
const vainInAll = 200_000;

/** By probe of the pack: the span in which it matched best, and the pattern of the pack that did. */
export interface ProbeMatches {
  /** Index of the span, -1 where nothing matched. */
  readonly spans: Int32Array;
  /** Index of the pattern; of no meaning where nothing matched. */
  readonly patterns: Int32Array;
}

/** Runs all patterns of the pack over the spans. */
export function findProbes(pack: Pack, spans: readonly Span[]): ProbeMatches {
  const said = new LiteralScan(pack.said);
  const shown = new LiteralScan(pack.shown);
  const search = new Search(pack);
  spans.forEach((span, index) => {
    const scan = shownKinds.includes(span.kind) ? shown : said;
    for (const pattern of scan.candidatesIn(span.text)) search.verify(pattern, span, index);
  });
  return { spans: search.spans, patterns: search.patterns };
}

class Search {
  readonly spans: Int32Array;
  readonly patterns: Int32Array;
  private readonly pack: Pack;
  /** Rank of the span by probe, 0 for none. */
  private readonly ranks: Uint8Array;
  /** Characters read in vain by pattern. */
  private readonly vain: Int32Array;
  private vainTotal = 0;

  constructor(pack: Pack) {
    this.pack = pack;
    this.spans = new Int32Array(pack.probes.length).fill(-1);
    this.patterns = new Int32Array(pack.probes.length);
    this.ranks = new Uint8Array(pack.probes.length);
    this.vain = new Int32Array(pack.patterns.length);
  }

  verify(number: number, span: Span, index: number): void {
    const pattern = this.pack.patterns[number];
    if (!pattern || this.vainTotal > vainInAll || (this.vain[number] ?? 0) > vainPerPattern) return;
    const kind = kindBit(span.kind);
    const rank = kindRank[span.kind];
    if (!pattern.probes.some((probe) => this.wants(probe, kind, rank))) return;
    if (!this.pack.engineOf(pattern.source).test(span.text)) {
      this.spend(number, span.text.length);
      return;
    }
    for (const probe of pattern.probes) {
      if (!this.wants(probe, kind, rank)) continue;
      const unless = this.pack.probes[probe]?.unless ?? null;
      if (unless !== null && this.pack.engineOf(unless).test(span.text)) {
        this.spend(number, span.text.length);
        continue;
      }
      this.ranks[probe] = rank;
      this.spans[probe] = index;
      this.patterns[probe] = number;
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
