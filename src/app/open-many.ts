/** Many drafts that a person wants to decide about at once: read, with the permission asked from GitHub once for each repository. */

import type { Draft, Permission, RepositoryRef } from './ports.js';
import { mayReview } from './review-permission.js';
import type { Opened, ReviewWorld } from './review-world.js';

/** In one go; each of them is looked at on GitHub. */
export const mostAtOnce = 100;

/** What was asked is too much at once; nothing was changed. */
export class TooManyAtOnce extends Error {
  readonly audience = 'person';

  constructor(asked: number) {
    super(`${asked} drafts are too many at once; choose ${mostAtOnce} at most.`);
    this.name = 'TooManyAtOnce';
  }
}

/**
 * An answer for each of these ids, in their order and once. Rejects with `TooManyAtOnce`, and when GitHub does not say what the person
 * may do.
 */
export async function openMany(
  { store, permissions }: Pick<ReviewWorld, 'store' | 'permissions'>,
  ids: readonly string[],
  login: string,
): Promise<ReadonlyMap<string, Opened>> {
  const wanted = [...new Set(ids)];
  if (wanted.length > mostAtOnce) throw new TooManyAtOnce(wanted.length);
  const asked = new Map<string, Permission>();
  const opened = new Map<string, Opened>();
  for (const id of wanted) {
    const draft = await store.draft(id);
    opened.set(id, draft === null ? { kind: 'not-found' } : asOpened(draft, await permissionOn(draft)));
  }
  return opened;

  async function permissionOn(ref: RepositoryRef): Promise<Permission> {
    const name = `${ref.owner}/${ref.repo}`.toLowerCase();
    const permission = asked.get(name) ?? (await permissions.fresh(ref, login));
    asked.set(name, permission);
    return permission;
  }
}

function asOpened(draft: Draft, permission: Permission): Opened {
  if (permission === 'none') return { kind: 'not-found' };
  if (!mayReview(permission)) return { kind: 'forbidden', repository: `${draft.owner}/${draft.repo}` };
  return { kind: 'open', draft };
}
