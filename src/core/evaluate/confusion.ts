/** The confusion table, and precision, recall and F1 read from it. */

import { noneLabel, type Outcome } from './outcome.js';

export interface Confusion {
  readonly labels: readonly string[];
  /** `counts[truth][said]`, in the order of `labels`. */
  readonly counts: readonly (readonly number[])[];
}

export interface LabelScore {
  readonly label: string;
  /** Reports that truly are of this label. */
  readonly support: number;
  /** Reports of which this label was said. */
  readonly said: number;
  /** Share of the reports said to be of this label that are; 0 where none was said. */
  readonly precision: number;
  /** Share of the reports of this label that were found; 0 where there are none. */
  readonly recall: number;
  readonly f1: number;
}

/** Counts what was said against the truth; an abstention says `none`. */
export function confusionOf(outcomes: readonly Outcome[]): Confusion {
  const names = new Set(outcomes.flatMap(({ truth, said }) => [truth, said ?? noneLabel]));
  const labels = [...names].sort();
  const place = new Map(labels.map((label, index) => [label, index]));
  const counts = labels.map(() => labels.map(() => 0));
  for (const { truth, said } of outcomes) {
    const row = counts[place.get(truth) ?? -1];
    const column = place.get(said ?? noneLabel) ?? -1;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  return { labels, counts };
}

/** One line per label, in the table's order. */
export function labelScores({ labels, counts }: Confusion): LabelScore[] {
  return labels.map((label, index) => {
    const support = sum(counts[index] ?? []);
    const said = sum(counts.map((row) => row[index] ?? 0));
    const right = counts[index]?.[index] ?? 0;
    return {
      label,
      support,
      said,
      precision: share(right, said),
      recall: share(right, support),
      f1: share(2 * right, said + support),
    };
  });
}

/** Mean F1 of the labels that occur in truth: a label that is only said by mistake lowers the others' precision instead. */
export function macroF1(confusion: Confusion): number {
  const scores = labelScores(confusion).filter(({ support }) => support > 0);
  return share(sum(scores.map(({ f1 }) => f1)), scores.length);
}

/** Share of all reports about which the truth was said. */
export function accuracy({ counts }: Confusion): number {
  return share(sum(counts.map((row, index) => row[index] ?? 0)), sum(counts.map(sum)));
}

export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** A ratio that is 0 where there is nothing to divide by. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
