/** A repository's policy file and own rules, read within bounds; blobs that did not change are not asked for again. */

import type { Octokit } from 'octokit';
import type { RepositoryFiles, TextFile, UnusableFile } from '../../app/policy-ports.js';
import type { RepositoryRef } from '../../app/ports.js';
import { ownRulesPath, policyPath } from '../../core/rules/policy.js';
import { isGone, isOutOfReach } from './github-error.js';

const largestFile = 256 * 1024;
/** Own rules of one repository, and their bytes together. */
const mostRules = 50;
const largestRules = 512 * 1024;
/** Characters of blobs and listings that are remembered. */
const mostKept = 16 * 1024 * 1024;

/** A file or directory as the contents API lists it. */
interface Entry {
  readonly type: string;
  readonly name: string;
  readonly path: string;
  readonly sha: string;
  readonly size: number;
}

const directory = policyPath.slice(0, policyPath.lastIndexOf('/'));
const nothing: RepositoryFiles = { policy: null, rules: [] };

/** Reads files through the octokit that it is given. */
export interface FileReader {
  /**
   * As they are on the default branch, or at a commit. Rejects with octokit's error, 404 only where the repository or the commit vanished in
   * between. Rejects too where the directory of own rules is there and cannot be listed.
   */
  read(octokit: Octokit, ref: RepositoryRef, commit?: string): Promise<RepositoryFiles>;
}

/** What is remembered belongs to this process: content under its hash, which cannot change. */
export function openFileReader(): FileReader {
  const kept = new Map<string, string>();
  let size = 0;

  /** The text under this key, asked for where it is not known. Blobs of one repository are not shown to another. */
  async function remembered(key: string, ask: () => Promise<string>): Promise<string> {
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const text = await ask();
    kept.set(key, text);
    size += text.length + key.length;
    for (const [oldest, old] of kept) {
      if (size <= mostKept) break;
      kept.delete(oldest);
      size -= old.length + oldest.length;
    }
    return text;
  }

  async function blob(octokit: Octokit, ref: RepositoryRef, entry: Entry): Promise<TextFile | UnusableFile> {
    const { path, sha, size: bytes } = entry;
    if (entry.type !== 'file') return { path, sha, problem: kindInWords(entry.type) };
    if (bytes > largestFile)
      return { path, sha, problem: `has ${bytes} bytes, more than ${largestFile}; make it smaller` };
    const text = await remembered(`${ref.owner}/${ref.repo} ${sha}`.toLowerCase(), async () => {
      const { data } = await octokit.rest.git.getBlob({ owner: ref.owner, repo: ref.repo, file_sha: sha });
      return decoded(data.content, data.encoding);
    });
    // GitHub lists a link to a plain file as that file, with its size: the blob is the link itself.
    if (Buffer.byteLength(text) !== bytes) return { path, sha, problem: kindInWords('symlink') };
    return { path, sha, text };
  }

  async function rulesIn(octokit: Octokit, ref: RepositoryRef, entry: Entry, commit?: string) {
    const { path, sha } = entry;
    if (entry.type !== 'dir') return [{ path, sha, problem: 'is no directory; put own rules into one' }];
    const list = async () => {
      const listed = await listing(octokit, ref, ownRulesPath, commit);
      // Its parent has just listed it: that it is not shown now does not mean that there are no rules.
      if (listed === null) throw new Error(`${ownRulesPath} is there, and GitHub does not list it`);
      return JSON.stringify(listed.filter(({ name }) => name.endsWith('.yml')));
    };
    const key = `${ref.owner}/${ref.repo} ${path} ${sha}`.toLowerCase();
    const entries: readonly Entry[] = JSON.parse(sha === '' ? await list() : await remembered(key, list));
    if (entries.length > mostRules)
      return [{ path, sha, problem: `holds ${entries.length} rules, more than ${mostRules}` }];
    const bytes = entries.reduce((sum, one) => sum + one.size, 0);
    if (bytes > largestRules)
      return [{ path, sha, problem: `holds ${bytes} bytes of rules, more than ${largestRules}` }];
    const rules: (TextFile | UnusableFile)[] = [];
    for (const rule of entries) rules.push(await blob(octokit, ref, rule));
    return rules;
  }

  return {
    async read(octokit, ref, commit) {
      const entries = await listing(octokit, ref, directory, commit);
      // With the permission Single file alone, GitHub lists no directory and still gives that file.
      if (entries === null) return onlyPolicy(octokit, ref, commit);
      const policy = entries.find(({ path }) => path === policyPath);
      const rules = entries.find(({ path }) => path === ownRulesPath);
      return {
        policy: policy === undefined ? null : await blob(octokit, ref, policy),
        rules: rules === undefined ? [] : await rulesIn(octokit, ref, rules, commit),
      };
    },
  };
}

/** Null where there is no such directory, or none for us. */
async function listing(
  octokit: Octokit,
  ref: RepositoryRef,
  path: string,
  commit?: string,
): Promise<Entry[] | null> {
  try {
    const place = { owner: ref.owner, repo: ref.repo, path, ...(commit !== undefined && { ref: commit }) };
    const { data } = await octokit.rest.repos.getContent(place);
    if (!Array.isArray(data)) return null;
    return data.map((entry) => ({
      type: entry.type,
      name: entry.name,
      path: entry.path,
      sha: entry.sha,
      size: entry.size,
    }));
  } catch (error) {
    if (isGone(error) || isOutOfReach(error)) return null;
    throw error;
  }
}

async function onlyPolicy(octokit: Octokit, ref: RepositoryRef, commit?: string): Promise<RepositoryFiles> {
  try {
    const at = commit === undefined ? {} : { ref: commit };
    const place = { owner: ref.owner, repo: ref.repo, path: policyPath, ...at };
    const { data } = await octokit.rest.repos.getContent(place);
    if (Array.isArray(data))
      return { ...nothing, policy: { path: policyPath, sha: 'directory', problem: kindInWords('dir') } };
    const { path, sha, type } = data;
    if (type !== 'file') return { ...nothing, policy: { path, sha, problem: kindInWords(type) } };
    // The API leaves out the content of larger ones.
    if (data.encoding !== 'base64')
      return { ...nothing, policy: { path, sha, problem: `is too large; at most ${largestFile} bytes` } };
    return { ...nothing, policy: { path, sha, text: decoded(data.content, data.encoding) } };
  } catch (error) {
    if (isGone(error)) return nothing;
    throw error;
  }
}

function decoded(content: string, encoding: string): string {
  return encoding === 'base64' ? Buffer.from(content, 'base64').toString('utf8') : content;
}

function kindInWords(type: string): string {
  const kinds: Readonly<Record<string, string>> = {
    dir: 'is a directory',
    symlink: 'is a symbolic link',
    submodule: 'is a submodule',
  };
  return `${kinds[type] ?? 'is no plain file'}; write a plain file there`;
}
