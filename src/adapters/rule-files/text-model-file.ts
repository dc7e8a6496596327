/** The text model beside the rules, made ready to score. */

import { TextScorer } from '../../core/classify/text-model/score.js';
import { openModel } from '../../core/classify/text-model/stored-model.js';
import type { Scorer } from '../../core/rules/pack.js';

/** The scorer of a stored model. Throws `ModelRefused` when it cannot be used. */
export function openScorer(model: string): TextScorer {
  return new TextScorer(openModel(model));
}

/** The same, opened when it is asked first: most reports never need it. Only for a model that was opened once before. */
export function lazyScorer(model: string): Scorer {
  let scorer: TextScorer | null = null;
  return {
    score(report, options) {
      scorer ??= openScorer(model);
      return scorer.score(report, options);
    },
  };
}
