/** What names a repository and an issue, wherever one is spoken of. */

export interface RepositoryRef {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
}

export interface IssueRef extends RepositoryRef {
  readonly number: number;
}
