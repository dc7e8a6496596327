/** The rules' own examples as training material for the text model. */

import type { LabelledReport } from '../classify/text-model/model.js';
import type { KnownProblem } from './known-problem.js';

/** What the text model calls a report that is none of the known problems. */
export const noneLabel = 'none';

/** Every `match` with its problem and every `no_match` as none of them, unless another problem has the same text as a `match`. */
export function textExamples(problems: readonly KnownProblem[]): readonly LabelledReport[] {
  const matches = problems.flatMap(({ id, match }) =>
    match.map(({ title, body }): LabelledReport => ({ title, body, label: id })),
  );
  const taken = new Set(matches.map(({ title, body }) => `${title}\n${body}`));
  const others = problems.flatMap(({ no_match: list }) =>
    list.map(({ title, body }): LabelledReport => ({ title, body, label: noneLabel })),
  );
  return [...matches, ...others.filter(({ title, body }) => !taken.has(`${title}\n${body}`))];
}
