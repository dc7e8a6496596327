/** Failures of the database that a person can do something about: what happened, why, what to do next. */

/** The message is written for the person who runs Dejabug or looks at the page; print it as it is, without a stack. */
export class DatabaseError extends Error {
  /** Which of the two families an error belongs to: `person` errors are shown, operator errors are logged. */
  readonly audience = 'person';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseError';
  }
}

/** A page link of the draft list that was not made by this program. */
export class CursorError extends Error {
  readonly audience = 'person';

  constructor() {
    super(
      'This link does not lead to a page of the list: it was changed or cut off. Open the list from its start.',
    );
    this.name = 'CursorError';
  }
}

/** The shortest true sentence about why something failed; an address tried in several ways keeps its reasons inside. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  if (error.message) return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
