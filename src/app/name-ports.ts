/** What following a repository through its names needs from GitHub and from the store. */

import type { RepositoryRef } from './refs.js';

export type RepositoryName = Pick<RepositoryRef, 'owner' | 'repo'>;

export interface GitHubNames {
  /** The present name of the repository with this id of GitHub's; null when it is gone or out of this installation's reach. */
  repositoryById(installationId: number, repositoryId: number): Promise<RepositoryName | null>;
  /** The installation that has a repository of this name, null when none has. */
  installationAt(name: RepositoryName): Promise<number | null>;
}

export type Named =
  /** It was seen under this name before, or for the first time. */
  | { readonly kind: 'known' }
  /** What is stored about it stands under another name. */
  | { readonly kind: 'elsewhere'; readonly from: RepositoryName }
  /** Its name belonged to another repository, whose rows were put under a name that nobody has until GitHub says where it is. */
  | { readonly kind: 'taken-over'; readonly parked: RepositoryName; readonly repositoryId: number };

export interface RepositoryNames {
  /** Tells the store that GitHub's repository of this id has this name. */
  nameRepository(repositoryId: number, ref: RepositoryRef): Promise<Named>;
  /**
   * Puts everything that is stored under `from` under `to`, in one transaction; safe to repeat. Where both hold the same thing, what was
   * done under the old name counts, and of what only mirrors GitHub the newer one. Returns how many rows moved.
   */
  moveRepository(from: RepositoryName, to: RepositoryRef, repositoryId: number | null): Promise<number>;
  /** GitHub's id of the repository that was seen last under this name; null where none was. */
  repositoryIdOf(name: RepositoryName): Promise<number | null>;
  /** The repository that had this name and has another now; null where the name is no former one. */
  presentName(name: RepositoryName): Promise<RepositoryRef | null>;
}
