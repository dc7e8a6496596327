/** Failures of the queue that a person can do something about: what happened, why, what to do next. */

/** The message is written for the person who runs Dejabug; print it as it is, without a stack. */
export class QueueError extends Error {
  readonly audience = 'person';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'QueueError';
  }
}
