/** Which issue a row is about: from the port's reference to columns and back. */

import type { IssueRef } from '../../app/ports.js';
import { storable } from './stored-text.js';

/** GitHub does not tell `Owner/Repo` from `owner/repo`; rows are found by this. */
export function repositoryKey(ref: { readonly owner: string; readonly repo: string }): string {
  return storable(`${ref.owner}/${ref.repo}`.toLowerCase());
}

export function issueColumns(ref: IssueRef) {
  return {
    repository: repositoryKey(ref),
    owner: storable(ref.owner),
    repo: storable(ref.repo),
    installation_id: ref.installationId,
    issue_number: ref.number,
  };
}

export function issueRef(row: {
  owner: string;
  repo: string;
  installation_id: string;
  issue_number: number;
}): IssueRef {
  return {
    installationId: Number(row.installation_id),
    owner: row.owner,
    repo: row.repo,
    number: row.issue_number,
  };
}
