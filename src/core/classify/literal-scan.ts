/** Tells which patterns of an index deserve a look in a text, from the literals that stand in it and their order. */

import { endOf } from '../rules/automaton.js';
import type { PatternIndex } from '../rules/pattern-index.js';

/** Scans one text after the other. What it remembers is stamped with the number of the text, so nothing is cleared in between. */
export class LiteralScan {
  private readonly index: PatternIndex;
  private stamp = 0;
  /** By literal: the text in which it was met last, the end of its first place there and the end of its last one. */
  private readonly literalStamp: Int32Array;
  private readonly firstEnd: Int32Array;
  private readonly lastEnd: Int32Array;
  /** By clause: the same, over all of its literals. */
  private readonly clauseStamp: Int32Array;
  private readonly clauseFirstEnd: Int32Array;
  private readonly clauseLastStart: Int32Array;
  private readonly met: number[] = [];

  constructor(index: PatternIndex) {
    this.index = index;
    this.literalStamp = new Int32Array(index.literalLengths.length);
    this.firstEnd = new Int32Array(index.literalLengths.length);
    this.lastEnd = new Int32Array(index.literalLengths.length);
    this.clauseStamp = new Int32Array(index.clausePatterns.length);
    this.clauseFirstEnd = new Int32Array(index.clausePatterns.length);
    this.clauseLastStart = new Int32Array(index.clausePatterns.length);
  }

  /** Indexes of the patterns that can match in `text`; the others cannot. */
  candidatesIn(text: string): readonly number[] {
    this.stamp++;
    this.met.length = 0;
    this.scan(text);
    if (this.met.length === 0) return [];
    return this.markClauses().filter((pattern) => this.inOrder(pattern));
  }

  private scan(text: string): void {
    const { classes, next, shift, firstHit, starts, literals } = this.index.automaton;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = next[(state << shift) + (classes[text.charCodeAt(at)] ?? 0)] ?? 0;
      if (state < firstHit) continue;
      const end = starts[state - firstHit + 1] ?? 0;
      for (let output = starts[state - firstHit] ?? 0; output < end; output++)
        this.meet(literals[output] ?? 0, text, at + 1);
    }
  }

  /** The head of a literal ended at `at`. */
  private meet(literal: number, text: string, at: number): void {
    const end = endOf(this.index.automaton, literal, text, at);
    if (end < 0) return;
    this.lastEnd[literal] = end;
    if (this.literalStamp[literal] === this.stamp) return;
    this.literalStamp[literal] = this.stamp;
    this.firstEnd[literal] = end;
    this.met.push(literal);
  }

  /** Carries the places of the literals over to their clauses. Returns the patterns whose last clause was met. */
  private markClauses(): number[] {
    const { literalLengths, clauseStarts, clausesOfLiterals, clausePatterns, lastClauses } = this.index;
    const reached: number[] = [];
    for (const literal of this.met) {
      const firstEnd = this.firstEnd[literal] ?? 0;
      const lastStart = (this.lastEnd[literal] ?? 0) - (literalLengths[literal] ?? 0);
      const end = clauseStarts[literal + 1] ?? 0;
      for (let at = clauseStarts[literal] ?? 0; at < end; at++) {
        const clause = clausesOfLiterals[at] ?? 0;
        if (this.clauseStamp[clause] === this.stamp) {
          this.clauseFirstEnd[clause] = Math.min(this.clauseFirstEnd[clause] ?? 0, firstEnd);
          this.clauseLastStart[clause] = Math.max(this.clauseLastStart[clause] ?? 0, lastStart);
          continue;
        }
        this.clauseStamp[clause] = this.stamp;
        this.clauseFirstEnd[clause] = firstEnd;
        this.clauseLastStart[clause] = lastStart;
        if (lastClauses[clause] === 1) reached.push(clausePatterns[clause] ?? 0);
      }
    }
    return reached;
  }

  /** Whether all clauses were met and can stand in order. Where two stand at one place only, they must be near enough too. */
  private inOrder(pattern: number): boolean {
    const firstClause = this.index.firstClauses[pattern] ?? 0;
    const clauseCount = this.index.clauseCounts[pattern] ?? 0;
    if (this.clauseStamp[firstClause] !== this.stamp) return false;
    let earliest = this.clauseFirstEnd[firstClause] ?? 0;
    for (let number = firstClause + 1; number < firstClause + clauseCount; number++) {
      if (this.clauseStamp[number] !== this.stamp) return false;
      const lastStart = this.clauseLastStart[number] ?? 0;
      if (lastStart < earliest) return false;
      const gap = this.index.clauseGaps[number] ?? 0;
      if (lastStart - earliest > gap && this.standsOnce(number - 1) && this.standsOnce(number)) return false;
      earliest = Math.max(earliest, this.clauseFirstEnd[number] ?? 0);
    }
    return true;
  }

  /** One place only: its last start lies before its first end. */
  private standsOnce(clause: number): boolean {
    return (this.clauseLastStart[clause] ?? 0) < (this.clauseFirstEnd[clause] ?? 0);
  }
}
