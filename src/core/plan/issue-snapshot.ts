/** The GitHub issue as it is now: what every plan is made from, re-read each time before acting. */

export interface Person {
  readonly login: string;
  readonly isBot: boolean;
}

export interface LabelEvent {
  readonly label: string;
  readonly change: 'labeled' | 'unlabeled';
  readonly actor: Person;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Closing or reopening, by whomever. */
export interface StateEvent {
  readonly change: 'closed' | 'reopened';
  readonly actor: Person;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface IssueComment {
  readonly id: number;
  readonly author: Person;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** When it was changed last, absent where it never was. */
  readonly editedAt?: number;
  /** How many reactions it has; absent where nobody counted. */
  readonly reactions?: number;
}

export interface IssueSnapshot {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly locked: boolean;
  readonly isPullRequest: boolean;
  readonly author: Person;
  readonly labels: readonly string[];
  /** From the timeline, oldest first. */
  readonly labelEvents: readonly LabelEvent[];
  /** From the timeline, oldest first. */
  readonly stateEvents: readonly StateEvent[];
  readonly comments: readonly IssueComment[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}
