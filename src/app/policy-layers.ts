/** Reads the policy files that hold in a repository: its own, those that it extends, or its owner's default. */

import { policyPath } from '../core/rules/policy.js';
import type { Deps } from './deps.js';
import { isRefusedForGood } from './github-failure.js';
import type { PolicyLayer, TextFile, UnusableFile } from './policy-ports.js';
import type { RepositoryRef } from './refs.js';

/** The repository's own policy and those behind it. */
const mostLayers = 5;
/** For how long the files of another repository are believed, in milliseconds: mostly it has none, and everybody asks. */
const othersMs = 60_000;

/** Where an owner keeps what holds in all of its repositories, as for GitHub's own templates. */
const defaultsRepository = '.github';

/** Layers are nearest first; the first is the repository itself. */
export interface LayersReading {
  readonly layers: readonly PolicyLayer[];
  /** Why `extends` cannot be followed; empty where it can. */
  readonly reasons: readonly string[];
}

/** Rejects with a `GitHubFailure` when GitHub does not answer. */
export async function readLayers(
  ref: RepositoryRef,
  { github, readYaml }: { readonly github: Pick<Deps['github'], 'repositoryFiles'> } & Pick<Deps, 'readYaml'>,
): Promise<LayersReading> {
  const own = { repository: `${ref.owner}/${ref.repo}`, files: await github.repositoryFiles(ref, 0) };
  const layers: PolicyLayer[] = [own];
  if (own.files.policy === null) {
    if (ref.repo.toLowerCase() === defaultsRepository) return { layers, reasons: [] };
    const repository = `${ref.owner}/${defaultsRepository}`;
    const files = await filesOf(repository);
    if (files === null || files.policy === null) return { layers, reasons: [] };
    layers.push({ repository, files });
  }
  for (;;) {
    const last = layers.at(-1);
    const next = last === undefined ? null : extendedBy(last.files.policy);
    if (next === null) return { layers, reasons: [] };
    const names = layers.map(({ repository }) => repository);
    const chain = [...names, next].join(' → ');
    if (names.some((name) => name.toLowerCase() === next.toLowerCase()))
      return refused(`extends: the policies extend each other in a circle: ${chain}`);
    if (layers.length === mostLayers)
      return refused(`extends: more than ${mostLayers} policies one behind the other: ${chain}`);
    const files = await filesOf(next);
    if (files === null || files.policy === null)
      return refused(
        `extends: ${next} has no ${policyPath}, or Dejabug may not read it; install the App there too, with the permission Contents`,
      );
    layers.push({ repository: next, files });
  }

  function refused(reason: string): LayersReading {
    return { layers, reasons: [reason] };
  }

  /** Null where this installation may not look. */
  async function filesOf(repository: string) {
    const [owner = '', repo = ''] = repository.split('/');
    try {
      return await github.repositoryFiles({ installationId: ref.installationId, owner, repo }, othersMs);
    } catch (error) {
      // A rate limit is a 403 too, and says nothing about what is there.
      if (isRefusedForGood(error) && 'status' in error && error.status === 403) return null;
      throw error;
    }
  }

  /** Whatever else is wrong with the file is said where it is read as a policy. */
  function extendedBy(policy: TextFile | UnusableFile | null): string | null {
    if (policy === null || !('text' in policy)) return null;
    const yaml = readYaml(policy.text);
    if (!yaml.ok || typeof yaml.value !== 'object' || yaml.value === null) return null;
    const named: unknown = Reflect.get(yaml.value, 'extends');
    return typeof named === 'string' && /^[\w-]{1,39}\/[\w.-]{1,100}$/.test(named) ? named : null;
  }
}

/** Names every blob of these layers: the same text for the same files, another for any change. */
export function fingerprintOf(layers: readonly PolicyLayer[]): string {
  return layers
    .flatMap(({ repository, files }) =>
      [files.policy, ...files.rules].flatMap((file) =>
        file === null ? [] : [`${repository.toLowerCase()}/${file.path}@${file.sha}`],
      ),
    )
    .join('\n');
}
