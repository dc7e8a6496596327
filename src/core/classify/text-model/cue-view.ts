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
  /** `counts[place * cues + cue]` */
  private readonly counts = new Int32Array(cuePlaces.length * cueNames.length);

  constructor(table: CueTable) {
    this.table = table;
  }

  /** Adds the features of a title and of the prose that follows it in the same tokens. */
  read(tokens: Tokens, titleEnd: number, proseEnd: number, out: FeatureBuffer): void {
    this.counts.fill(0);
    this.countCues(tokens, 0, titleEnd, titleEnd, proseEnd);
    this.countCues(tokens, titleEnd, proseEnd, titleEnd, proseEnd);
    const words = proseEnd - titleEnd + 1;
    for (let place = 0; place < cuePlaces.length; place += 1) {
      const most = place === ANYWHERE ? mostAnywhere : place === TITLE_START ? 1 : mostInPlace;
      for (let cue = 0; cue < cueNames.length; cue += 1) {
        const count = this.counts[place * cueNames.length + cue] ?? 0;
        if (count === 0) continue;
        const steps = place === DENSE ? densitySteps(count / words) : Math.min(most, count);
        for (let level = 1; level <= steps; level += 1) out.addNamed(cue * cuePlaces.length + place, level);
      }
    }
  }

  /** Counts the cues that begin among tokens `[first, end)`, each in every place where it stands. */
  private countCues(tokens: Tokens, first: number, end: number, titleEnd: number, proseEnd: number): void {
    const { phrases, openers } = this.table;
    for (let at = first; at < end; at += 1) {
      const hash = tokens.hash[at] ?? 0;
      this.count(phrases.find(hash), at, titleEnd, proseEnd);
      if (at + 1 >= end || openers.find(hash) < 0) continue;
      const two = join(hash, tokens.hash[at + 1] ?? 0);
      this.count(phrases.find(two), at, titleEnd, proseEnd);
      if (at + 2 < end) this.count(phrases.find(join(two, tokens.hash[at + 2] ?? 0)), at, titleEnd, proseEnd);
    }
  }

  private count(phrase: number, at: number, titleEnd: number, proseEnd: number): void {
    if (phrase < 0) return;
    for (const cue of this.table.cues[phrase] ?? []) {
      if (at < titleEnd) {
        this.countIn(TITLE, cue);
        if (at === 0) this.countIn(TITLE_START, cue);
        continue;
      }
      this.countIn(ANYWHERE, cue);
      this.countIn(DENSE, cue);
      if (at < titleEnd + openingWords) this.countIn(OPENING, cue);
      if (at >= proseEnd - endingWords) this.countIn(ENDING, cue);
    }
  }

  private countIn(place: number, cue: number): void {
    const at = place * cueNames.length + cue;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
  }
}

/** Steps on a doubling scale of one cue in so many words. */
function densitySteps(share: number): number {
  return Math.max(0, Math.min(10, Math.floor(Math.log2(share * 1000) + 1.5)));
}

/** Words for a cue feature: `crash (title)`. */
export function cueFeatureName(feature: number): string {
  const cue = cueNames[Math.floor(feature / cuePlaces.length)] ?? '?';
  return `${cue} words (${cuePlaces[feature % cuePlaces.length]})`;
}
