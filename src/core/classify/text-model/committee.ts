/**
 * A committee of linear models: one sees every view, one each sees a part of them (the title, the prose, the form…).
 * Their scores are added, so together they are one linear model again and cost nothing when scoring. The parts keep a
 * strong view from silencing the weaker ones, which is worth more than any change of the penalty.
 */

import { viewParts, views } from './extract.js';
import { addKernel, bindGroups, type Kernel, kernelOf } from './kernel.js';
import { multiplyKernel, solveRidge } from './solve.js';
import { addRows, rowsOfPart, type SparseRows } from './sparse-rows.js';

/** What each part's judgement counts beside the whole's, and what all together count. */
const partVoice = 0.4;
const allVoices = 1 + partVoice * viewParts.length;

/**
 * Weights that every group shares, and each group's own on top of them: a group with little of its own leans on the
 * others. Columns are labels: `weights[feature * labels + label]`.
 */
export interface Weights {
  readonly shared: Float64Array;
  readonly own: readonly Float64Array[];
}

interface Member {
  readonly kernel: Kernel;
  readonly rows: SparseRows;
  readonly voice: number;
  /** A weight counts this much more on the whole's rows than on the member's own. */
  readonly stretch: number;
}

/** What is to be learned about the rows, whoever learns it. */
export interface Lesson {
  /** Rows of one group stand together; the first row after each group. Rows without a group come last. */
  readonly groupEnds: readonly number[];
  /**
   * How far a group may depart from what all share: every feature counts once for all groups and, this much, once more
   * for the report's own (Daumé's feature augmentation).
   */
  readonly freedom: number;
  /** By label, what each row should score, already centred. */
  readonly targets: readonly Float64Array[];
  /** By row; a large one lets the row be wrong. */
  readonly penalties: Float64Array;
}

/** The members' problems, ready to be solved over all rows or some. */
export interface Committee {
  readonly members: readonly Member[];
  readonly features: number;
  readonly lesson: Lesson;
}

/** Writes out every member's kernel. @param viewOf view of each feature */
export function seatCommittee(rows: SparseRows, viewOf: Uint8Array, lesson: Lesson): Committee {
  const features = viewOf.length;
  const size = rows.starts.length - 1;
  const whole: Kernel = { size, products: new Float64Array(size * size) };
  const parts = viewParts.map((part): Member => {
    const inside = Uint8Array.from(views, (view) => (view.part === part ? 1 : 0));
    // The part's views fill the length that all views fill in the whole.
    const share = views.filter((view) => view.part === part).length / views.length;
    const stretch = 1 / Math.sqrt(share);
    const own = rowsOfPart(rows, (feature) => inside[viewOf[feature] ?? 0] === 1, stretch);
    const kernel = kernelOf(own, features);
    bindGroups(kernel, lesson.groupEnds, 1 + lesson.freedom);
    addKernel(whole, kernel, share);
    return { kernel, rows: own, voice: partVoice / allVoices, stretch };
  });
  return { members: [{ kernel: whole, rows, voice: 1 / allVoices, stretch: 1 }, ...parts], features, lesson };
}

/** What the committee learns from all rows. */
export function committeeWeights({ members, features, lesson }: Committee): Weights {
  const { targets, groupEnds, freedom, penalties } = lesson;
  const everyone = new Uint8Array(penalties.length).fill(1);
  const shared = new Float64Array(features * targets.length);
  const own = groupEnds.map(() => new Float64Array(features * targets.length));
  for (const { kernel, rows, voice, stretch } of members) {
    for (const [label, target] of targets.entries()) {
      const dual = solveRidge(kernel, penalties, target, everyone);
      const column = [label, targets.length] as const;
      addRows(rows, [0, kernel.size], dual, voice * stretch, column, shared);
      for (const [group, weights] of own.entries()) {
        const range = [groupEnds[group - 1] ?? 0, groupEnds[group] ?? 0] as const;
        addRows(rows, range, dual, freedom * voice * stretch, column, weights);
      }
    }
  }
  return { shared, own };
}

/** By label, the score of every row by a committee that learned from the rows of the other folds. */
export function unseenScores(
  { members, lesson }: Committee,
  foldOf: readonly number[],
  folds: number,
): Float64Array[] {
  const scores = lesson.targets.map((target) => new Float64Array(target.length));
  const product = new Float64Array(lesson.penalties.length);
  for (let fold = 0; fold < folds; fold += 1) {
    const learned = Uint8Array.from(foldOf, (each) => (each === fold ? 0 : 1));
    const unseen = learned.map((each) => 1 - each);
    for (const { kernel, voice } of members) {
      for (const [label, target] of lesson.targets.entries()) {
        multiplyKernel(kernel, solveRidge(kernel, lesson.penalties, target, learned), unseen, product);
        const column = scores[label] ?? product;
        for (let row = 0; row < column.length; row += 1)
          column[row] = (column[row] ?? 0) + voice * (product[row] ?? 0);
      }
    }
  }
  return scores;
}
