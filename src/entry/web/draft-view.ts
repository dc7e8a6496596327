/** One draft prepared for its page: evidence numbered and located, the report cut into blocks, facts gathered. */

import type { Draft } from '../../app/ports.js';
import type { Evidence } from '../../core/classify/classification.js';
import type { FactKind } from '../../core/report/report.js';
import { type Block, blocksOf } from './report-blocks.js';
import { locateQuote, type Range, unifyLineEnds } from './report-marks.js';

/** Evidence with the name under which the page shows it: 1, 2, 3 for the problem, a, b, c against it. */
export interface NamedEvidence {
  readonly name: string;
  readonly evidence: Evidence;
  readonly against: boolean;
  /** Where it stands in the title (line 0) or in the body; null when the text shown does not contain it. */
  readonly range: Range | null;
}

export interface ShownFact {
  readonly kind: FactKind;
  readonly value: string;
  readonly line: number;
}

export interface DraftView {
  readonly draft: Draft;
  readonly body: string;
  readonly evidence: readonly NamedEvidence[];
  readonly blocks: readonly Block[];
  readonly folded: boolean;
  readonly facts: readonly ShownFact[];
  /** Facts left out of `facts`. */
  readonly moreFacts: number;
}

const factsShown = 40;

/** `whole` shows a long report without folds. */
export function viewOf(draft: Draft, whole: boolean): DraftView {
  const body = unifyLineEnds(draft.body);
  const evidence = [
    ...draft.evidence.map((one, index) => named(draft, body, one, String(index + 1), false)),
    ...draft.against.map((one, index) => named(draft, body, one, letter(index), true)),
  ];
  const inBody = evidence.flatMap(({ range, evidence: { line } }) => (range && line > 0 ? [range] : []));
  const blocks = blocksOf(body, inBody, whole);
  const facts = distinctFacts(draft);
  return {
    draft,
    body,
    evidence,
    blocks,
    folded: blocks.some(({ kind }) => kind === 'fold'),
    facts: facts.slice(0, factsShown),
    moreFacts: Math.max(0, facts.length - factsShown),
  };
}

function named(
  draft: Draft,
  body: string,
  evidence: Evidence,
  name: string,
  against: boolean,
): NamedEvidence {
  const text = evidence.line === 0 ? draft.title : body;
  return { name, evidence, against, range: locateQuote(text, evidence) };
}

/** a, b, … z, aa, ab, … */
function letter(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : `${letter(Math.floor(index / 26) - 1)}${last}`;
}

function distinctFacts({ facts }: Draft): readonly ShownFact[] {
  const seen = new Map<string, ShownFact>();
  for (const { kind, value, line } of facts) {
    const key = `${kind} ${value}`;
    if (!seen.has(key)) seen.set(key, { kind, value, line });
  }
  return [...seen.values()];
}
