/** A refusal for the person: the status, what happened, and what to do next. Shown as a page or as JSON. */

import type { ContentfulStatusCode } from 'hono/utils/http-status';

export class DeskRefusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly advice: string;

  constructor(status: ContentfulStatusCode, title: string, advice: string) {
    super(`${title}. ${advice}`);
    this.name = 'DeskRefusal';
    this.status = status;
    this.title = title;
    this.advice = advice;
  }
}

/** The same words whether the draft is missing or belongs to a repository that this person cannot see. */
export function noSuchDraft(): DeskRefusal {
  return new DeskRefusal(
    404,
    'There is no such draft for you',
    'It may have been removed, or it belongs to a repository that you cannot see.',
  );
}

export function mayNotReview(repository: string): DeskRefusal {
  return new DeskRefusal(
    403,
    `You may not review drafts of ${repository}`,
    'Reviewing takes write permission on the repository, and where its policy names `reviewers`, your name among them. Ask one of its administrators.',
  );
}

export function noSuchRepository(): DeskRefusal {
  return new DeskRefusal(
    404,
    'There is no such repository for you',
    'Dejabug may not be installed there, or you cannot see it.',
  );
}
