/** The cue view: which turns of phrase stand in the title, the first lines, the end, anywhere, and how densely. */

import { type CueTable, cueNames } from './cues.js';
import type { FeatureBuffer } from './feature-buffer.js';
import { join } from './hash.js';
import type { Tokens } from './tokens.js';

/** Where a cue stands; `dense` is its share of all words. */
export const cuePlaces = ['title', 'title start', 'opening', 'ending', 'anywhere', 'dense'] as const;
const [TITLE, TITLE_START, OPENING, ENDING, ANYWHERE, DENSE] = [0, 1, 2, 3, 4, 5] as const;
const openingWords = 50;
const endingWords = 40;
const mostInPlace = 3;
const mostAnywhere = 6;

export class CueView {
  private readonly table: CueTable;
  private readonly counts = new Int32Array(cueNames.length);

  constructor(table: CueTable) {
    this.table = table;
  }

  /** Adds the features of a title and of the prose that follows it in the same tokens. */
  read(tokens: Tokens, titleEnd: number, proseEnd: number, out: FeatureBuffer): void {
    this.place(tokens, 0, Math.min(1, titleEnd), titleEnd, TITLE_START, 1, out);
    this.place(tokens, 0, titleEnd, titleEnd, TITLE, mostInPlace, out);
    this.place(
      tokens,
      titleEnd,
      Math.min(proseEnd, titleEnd + openingWords),
      proseEnd,
      OPENING,
      mostInPlace,
      out,
    );
    this.place(
      tokens,
      Math.max(titleEnd, proseEnd - endingWords),
      proseEnd,
      proseEnd,
      ENDING,
      mostInPlace,
      out,
    );
    this.place(tokens, titleEnd, proseEnd, proseEnd, ANYWHERE, mostAnywhere, out);
    const words = proseEnd - titleEnd + 1;
    for (let cue = 0; cue < cueNames.length; cue += 1) {
      const count = this.counts[cue] ?? 0;
      const perThousand = (count / words) * 1000;
      for (let level = 0; count > 0 && level < 10 && perThousand >= 2 ** (level - 0.5); level += 1)
        out.addNamed(cueNumber(cue, DENSE), level);
    }
  }

  /** Counts the cues that begin in `[first, last)` and adds one feature for each step of each count. */
  private place(
    tokens: Tokens,
    first: number,
    last: number,
    end: number,
    place: number,
    most: number,
    out: FeatureBuffer,
  ): void {
    this.counts.fill(0);
    for (let at = first; at < last; at += 1) {
      const hash = tokens.hash[at] ?? 0;
      this.count(hash);
      if (at + 1 >= end || !this.table.opens.has(hash)) continue;
      const two = join(hash, tokens.hash[at + 1] ?? 0);
      this.count(two);
      if (at + 2 < end) this.count(join(two, tokens.hash[at + 2] ?? 0));
    }
    for (let cue = 0; cue < cueNames.length; cue += 1) {
      const steps = Math.min(most, this.counts[cue] ?? 0);
      for (let level = 1; level <= steps; level += 1) out.addNamed(cueNumber(cue, place), level);
    }
  }

  private count(phrase: number): void {
    const cues = this.table.byPhrase.get(phrase);
    if (cues === undefined) return;
    for (const cue of cues) this.counts[cue] = (this.counts[cue] ?? 0) + 1;
  }
}

function cueNumber(cue: number, place: number): number {
  return cue * cuePlaces.length + place;
}

/** Words for a cue feature: `crash (title)`. */
export function cueFeatureName(feature: number): string {
  const cue = cueNames[Math.floor(feature / cuePlaces.length)] ?? '?';
  return `${cue} words (${cuePlaces[feature % cuePlaces.length]})`;
}
