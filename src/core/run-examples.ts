/** Decides every example of every known problem: what `dejabug rules test` prints. */

import { assess } from './assess.js';
import type { Decision } from './classify/classification.js';
import type { Pack, PackProblem } from './rules/pack.js';

export interface ExampleResult {
  readonly rule: string;
  readonly list: 'match' | 'no_match';
  readonly index: number;
  readonly title: string;
  readonly ok: boolean;
  readonly decision: Decision;
  readonly category: string | null;
  readonly confidence: number;
  /** Further known problems that would be labelled. */
  readonly also: readonly string[];
  /** What was expected, in words. */
  readonly expected: string;
  readonly reason: string;
}

/**
 * An example of `match` must be decided for its problem, at least as surely as it says (`suggest` is always enough in the nursery,
 * where nothing is labelled). One of `no_match` must not be decided for it. Give a pack without a text model: that one has learned
 * from these very examples, so the signals must carry them alone.
 */
export function runExamples(pack: Pack): readonly ExampleResult[] {
  return [...decideExamples(pack, pack.problems)];
}

/** As `runExamples`, for these problems of the pack, one example after the other. */
export function* decideExamples(pack: Pack, problems: readonly PackProblem[]): Generator<ExampleResult> {
  for (const problem of problems) {
    yield* matches(problem, pack);
    yield* noMatches(problem, pack);
  }
}

function* matches(problem: PackProblem, pack: Pack): Generator<ExampleResult> {
  for (const [index, example] of problem.match.entries()) {
    const { decision, category, confidence, also, reason } = assess(example, pack).classification;
    const enough = problem.nursery || example.decision === 'suggest' ? ['label', 'suggest'] : ['label'];
    const ok = category === problem.id && enough.includes(decision);
    const expected = `${enough.join(' or ')} ${problem.id}`;
    const place = { rule: problem.id, list: 'match', index, title: example.title } as const;
    yield { ...place, ok, decision, category, confidence, also, expected, reason };
  }
}

function* noMatches(problem: PackProblem, pack: Pack): Generator<ExampleResult> {
  for (const [index, example] of problem.no_match.entries()) {
    const { decision, category, confidence, also, reason } = assess(example, pack).classification;
    const place = { rule: problem.id, list: 'no_match', index, title: example.title } as const;
    const expected = `not ${problem.id}, because: ${example.because}`;
    yield { ...place, ok: category !== problem.id, decision, category, confidence, also, expected, reason };
  }
}
