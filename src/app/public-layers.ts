/** Policy files as a check may read them: those of the commit, and of other repositories only what everybody may read. */

import { sameName } from '../core/plan/precedence.js';
import { policyPath } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import { type LayersReading, readLayers } from './policy-layers.js';
import type { RepositoryFiles } from './policy-ports.js';
import type { RepositoryRef } from './refs.js';

export interface PublicLayers extends LayersReading {
  /** Repositories that the policy extends and that were not read, `owner/repo`: not public, or not there. */
  readonly unread: readonly string[];
}

/**
 * A check is read by whoever reads the repository, and asked for by whoever can fork it. So a private repository's policy is never read for
 * it, wherever the installation may look: neither where the commit names it, nor where the policy in force does.
 */
export async function readPublicLayers(
  ref: RepositoryRef,
  files: RepositoryFiles,
  { github, readYaml }: Pick<Deps, 'github' | 'readYaml'>,
): Promise<PublicLayers> {
  const unread: string[] = [];
  const reading = await readLayers(ref, {
    readYaml,
    github: {
      async repositoryFiles(asked, maxAgeMs) {
        if (sameName(asked.owner, ref.owner) && sameName(asked.repo, ref.repo)) return files;
        if (await github.isPublic(asked)) return github.repositoryFiles(asked, maxAgeMs);
        // Without a policy of its own nobody named that repository: whether its owner has such a default is not told.
        if (files.policy === null) return { policy: null, rules: [] };
        unread.push(`${asked.owner}/${asked.repo}`);
        return { policy: { path: policyPath, sha: 'not read', text: '' }, rules: [] };
      },
    },
  });
  return { ...reading, unread };
}
