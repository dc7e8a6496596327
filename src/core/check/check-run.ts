/** The check on GitHub that tells of a changed policy: its name, whose it is, what marks a line, within GitHub's limits. */

/** As people see it beside the pull request. */
export const checkName = 'Dejabug policy';

const idPrefix = 'dejabug-policy-';

/** What the run says of itself: GitHub names no pull request for the commits of a fork. */
export function externalIdOf(pull: number): string {
  return `${idPrefix}${pull}`;
}

/** Title of a run that was ended before its end: it may be taken up again. */
export const unfinishedTitle = 'Not finished';

/**
 * Whether a run told what it was made for. One that was cancelled, that was ended unfinished, or that GitHub let lapse told nothing: the commit may
 * have come back since, or what was in the way may be gone.
 */
export function hasTold(run: {
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
}): boolean {
  if (run.status !== 'completed' || run.title === unfinishedTitle) return false;
  return run.conclusion !== 'cancelled' && run.conclusion !== 'stale';
}

/** The pull request that a run was made for, null for a run that is not ours. */
export function pullOf(externalId: string): number | null {
  const digits = externalId.startsWith(idPrefix) ? externalId.slice(idPrefix.length) : '';
  return /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : null;
}

/** `neutral`: worth a look, keeps nobody from merging; `cancelled`: a newer commit is there, another base, or it was closed. */
export type CheckConclusion = 'success' | 'neutral' | 'failure' | 'cancelled' | 'skipped';

export interface CheckAnnotation {
  /** From the repository's top. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; null where the whole line is meant. */
  readonly column: number | null;
  readonly level: 'failure' | 'warning' | 'notice';
  /** Plain text. */
  readonly message: string;
}

/** GitHub's limit for one request. */
export const annotationsPerRequest = 50;

/** Marks of one run: nobody reads more, and each fifty take a write. */
export const mostAnnotations = 250;

/** Those of `wanted` that the run has not yet. A run that was interrupted, or is run again, keeps what it has. */
export function missingAnnotations(
  wanted: readonly CheckAnnotation[],
  existing: readonly CheckAnnotation[],
): readonly CheckAnnotation[] {
  const known = new Set(existing.map(nameOf));
  return wanted.filter((annotation) => !known.has(nameOf(annotation)));
}

function nameOf({ path, line, message }: CheckAnnotation): string {
  return `${path}:${line}: ${message.trim()}`;
}
