/** What people ruled about an issue: which known problem it is, which it is not, and that it is to be left alone. */

/** A person's word about one known problem on one issue. At most one problem of an issue is the one that it is. */
export interface Judgement {
  readonly category: string;
  readonly verdict: 'is' | 'is-not';
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Nothing is said or reminded on the issue until somebody unfreezes it. */
export interface Freeze {
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** The known problem that a person says it is, null where nobody did. */
export function chosenProblem(judgements: readonly Judgement[]): Judgement | null {
  return judgements.find(({ verdict }) => verdict === 'is') ?? null;
}

/** Who ruled this known problem out, null where nobody did. */
export function ruledOut(judgements: readonly Judgement[], category: string): Judgement | null {
  return (
    judgements.find((judgement) => judgement.verdict === 'is-not' && judgement.category === category) ?? null
  );
}

/** Why nothing is done on the issue, in one sentence. */
export function inWordsOfFreeze({ by }: Freeze): string {
  return `${by} froze the issue; nothing is said there until somebody unfreezes it.`;
}
