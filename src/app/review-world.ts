/** What reviewing needs from the world, the answers that every decision can get, and the way to a draft. */

import type {
  Clock,
  Draft,
  GitHub,
  IssueRef,
  JobQueue,
  Log,
  Pack,
  Permission,
  RepositoryRef,
  Store,
} from './ports.js';
import { mayReview, type Permissions } from './review-permission.js';

/** What a decision needs of the rules. */
export type ReviewPack = Pick<Pack, 'problems' | 'assessAs' | 'likelihoods'>;

export interface ReviewWorld {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly permissions: Permissions;
  readonly github: Pick<GitHub, 'readIssue' | 'botLogin'>;
  readonly pack: ReviewPack;
  /** The known problems as a repository's policy wants them; without it `pack`. */
  readonly packOf?: ((ref: RepositoryRef) => Promise<ReviewPack>) | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a decision may be taken back, in milliseconds; ten seconds unless told otherwise. */
  readonly undoMs?: number | undefined;
}

/** No such draft, or none that this person may know about: the same answer, so that nothing is learnt from it. */
export interface NotFound {
  readonly kind: 'not-found';
}
/** The person sees the repository but may not write to it. */
export interface Forbidden {
  readonly kind: 'forbidden';
  readonly repository: string;
}
/** The draft is not pending any more; it says who decided, what and when. */
export interface Decided {
  readonly kind: 'decided';
  readonly draft: Draft;
}
/** What was asked cannot be done; `problem` says why in words for the person. Nothing was changed. */
export interface Refused {
  readonly kind: 'refused';
  readonly draft: Draft;
  readonly problem: string;
}

/** The issue is not what the person had seen. Nothing was changed; approving again with this version goes through. */
export interface Changed {
  readonly kind: 'changed';
  /** As it stands now. */
  readonly draft: Draft;
  /** What changed, one sentence each. */
  readonly changes: readonly string[];
  /** Names the issue as it was read just now. */
  readonly version: string;
  readonly issue: { readonly title: string; readonly body: string; readonly state: 'open' | 'closed' };
}

export type Opened = { readonly kind: 'open'; readonly draft: Draft } | NotFound | Forbidden;

// Ids arrive in addresses: what cannot be one never reaches the database.
const possibleId = /^[\w-]{1,64}$/;

/** The draft, when this person may review it; permission as known for a minute at most. */
export function openDraft(world: ReviewWorld, draftId: string, login: string): Promise<Opened> {
  return readDraft(world, draftId, (draft) => world.permissions.known(draft, login));
}

/** The same with the permission asked from GitHub now, which every decision needs. */
export function openDraftNow(world: ReviewWorld, draftId: string, login: string): Promise<Opened> {
  return readDraft(world, draftId, (draft) => world.permissions.fresh(draft, login));
}

async function readDraft(
  { store }: ReviewWorld,
  draftId: string,
  ask: (draft: Draft) => Promise<Permission>,
): Promise<Opened> {
  const draft = possibleId.test(draftId) ? await store.draft(draftId) : null;
  if (!draft) return { kind: 'not-found' };
  const permission = await ask(draft);
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: `${draft.owner}/${draft.repo}` };
  return { kind: 'open', draft };
}

/** The issue that a draft is for, without the rest of the draft. */
export function issueOf({ installationId, owner, repo, number }: IssueRef): IssueRef {
  return { installationId, owner, repo, number };
}
