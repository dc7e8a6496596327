/** The text model that the rules' own examples give. */

import type { LabelledReport } from '../classify/text-model/model.js';
import { storeModel } from '../classify/text-model/stored-model.js';
import { type TrainOptions, trainModel } from '../classify/text-model/train.js';
import type { KnownProblem } from './known-problem.js';

/** What the text model calls a report that is none of the known problems. */
const noneLabel = 'none';

/** A handful of examples for each problem: rarer features are kept than for the thousands of a repository's history. */
const settings: Pick<TrainOptions, 'fewest' | 'penalty'> = { fewest: 2, penalty: 0.36 };

/** Text of the model file. `date` is the day of training, which is recorded in it. */
export function trainTextModel(problems: readonly KnownProblem[], date: string): string {
  return storeModel(
    trainModel(textExamples(problems), { ...settings, trainedOn: 'examples of the rules', date }),
  );
}

/** Every `match` with its problem and every `no_match` as none of them, unless another problem has the same text as a `match`. */
function textExamples(problems: readonly KnownProblem[]): readonly LabelledReport[] {
  const matches = problems.flatMap(({ id, match }) =>
    match.map(({ title, body }): LabelledReport => ({ title, body, label: id })),
  );
  const taken = new Set(matches.map(({ title, body }) => `${title}\n${body}`));
  const others = problems.flatMap(({ no_match: list }) =>
    list.map(({ title, body }): LabelledReport => ({ title, body, label: noneLabel })),
  );
  return [...matches, ...others.filter(({ title, body }) => !taken.has(`${title}\n${body}`))];
}
