/** Who is signed in to the review desk, and what they had typed when their session ended. In the store, because each web process may have to answer. */

import type { RepositoryRef } from './refs.js';

export interface StoredSession {
  readonly login: string;
  /** Goes into every form of the session. */
  readonly csrf: string;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface KeptText {
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly keptAt: number;
}

export interface SessionStore {
  /** `key` is known to the browser's cookie only. Forgets sessions and texts that are long over. */
  startSession(key: string, session: StoredSession, now: number): Promise<void>;
  /** Null when there is none, when it is over, or when somebody ended it. */
  session(key: string, now: number): Promise<StoredSession | null>;
  /** Ends it for every process, whatever copies of the cookie there are. */
  endSession(key: string, now: number): Promise<void>;
  /** Whose session a form's token belongs to, for a day after its end too; null when it was never given out. */
  loginOfForm(csrf: string): Promise<string | null>;

  /** Keeps one text for this person and draft, for a day; the newest counts. */
  keepText(
    draft: RepositoryRef & { readonly id: string },
    login: string,
    text: string,
    now: number,
  ): Promise<void>;
  keptText(draftId: string, login: string, now: number): Promise<KeptText | null>;
  dropText(draftId: string, login: string): Promise<void>;
}
