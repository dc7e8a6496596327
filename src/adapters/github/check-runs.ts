/** Check runs of our own, on commits of the base repository. */

import type { Octokit } from 'octokit';
import type { CheckOutput, GitHubChecks } from '../../app/check-ports.js';
import type { RepositoryRef } from '../../app/ports.js';
import type { CheckAnnotation } from '../../core/check/check-run.js';
import { isGone, isUnknownCommit, isUnprocessable } from './github-error.js';

const perPage = 100;

type Asked = <T>(ref: RepositoryRef, doing: string, ask: (octokit: Octokit) => Promise<T>) => Promise<T>;
type CheckRunCalls = Pick<
  GitHubChecks,
  'checkRuns' | 'createCheckRun' | 'updateCheckRun' | 'completeCheckRun' | 'checkAnnotations'
>;

/** `appId` tells our runs from those of other Apps with the same name. */
export function checkRunsFrom(asked: Asked, appId: number | undefined): CheckRunCalls {
  return {
    checkRuns: (ref, headSha, name) =>
      asked(ref, `Listing the checks of ${headSha.slice(0, 10)}`, async (octokit) => {
        const listed = await runsOn(octokit, {
          ...placeOf(ref),
          ref: headSha,
          check_name: name,
          ...(appId !== undefined && { app_id: appId }),
          filter: 'all',
          per_page: perPage,
        });
        return listed
          .map(({ id, status, conclusion, output, external_id: externalId }) => ({
            id,
            // GitHub has further words for what waits; ours is never in one of them.
            status: status === 'completed' || status === 'in_progress' ? status : ('queued' as const),
            conclusion,
            title: output.title,
            externalId: externalId ?? '',
          }))
          .sort((one, other) => one.id - other.id);
      }),

    createCheckRun: (ref, { name, headSha, externalId, output }) =>
      asked(ref, `Beginning the check of ${headSha.slice(0, 10)}`, async (octokit) => {
        try {
          return await inSuite(octokit, ref, headSha, async () => {
            const { data } = await octokit.rest.checks.create({
              ...placeOf(ref),
              name,
              head_sha: headSha,
              external_id: externalId,
              status: 'in_progress',
              output: { ...output },
            });
            return data.id;
          });
        } catch (error) {
          if (isUnknownCommit(error)) return null;
          throw error;
        }
      }),

    updateCheckRun: (ref, id, output, annotations = []) =>
      asked(ref, `Showing the progress of check ${id}`, async (octokit) => {
        await octokit.rest.checks.update({
          ...placeOf(ref),
          check_run_id: id,
          status: 'in_progress',
          output: outputOf(output, annotations),
        });
      }),

    completeCheckRun: (ref, id, { conclusion, output, annotations }) =>
      asked(ref, `Ending check ${id}`, async (octokit) => {
        await octokit.rest.checks.update({
          ...placeOf(ref),
          check_run_id: id,
          status: 'completed',
          conclusion,
          output: outputOf(output, annotations),
        });
      }),

    checkAnnotations: (ref, id) =>
      asked(ref, `Reading the annotations of check ${id}`, async (octokit) => {
        const list = octokit.rest.checks.listAnnotations;
        const found: CheckAnnotation[] = [];
        for await (const { data } of octokit.paginate.iterator(list, {
          ...placeOf(ref),
          check_run_id: id,
          per_page: perPage,
        })) {
          found.push(...annotationsIn(data).map(readAnnotation));
        }
        return found;
      }),
  };
}

/** Where a repository has switched off that each push gets a suite for our App, GitHub may refuse a run before its suite is made. */
async function inSuite<T>(
  octokit: Octokit,
  ref: RepositoryRef,
  headSha: string,
  create: () => Promise<T>,
): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!isUnprocessable(error) || isUnknownCommit(error)) throw error;
    await octokit.rest.checks.createSuite({ ...placeOf(ref), head_sha: headSha });
    return create();
  }
}

type ListRuns = Octokit['rest']['checks']['listForRef'];

/**
 * A commit that this repository does not have itself, as of a fork, has none for some servers; GitHub keeps them, from a moment after the
 * webhook on. Each pull request with this head has a run, so there may be pages of them.
 */
async function runsOn(octokit: Octokit, place: NonNullable<Parameters<ListRuns>[0]>) {
  try {
    return await octokit.paginate(octokit.rest.checks.listForRef, place);
  } catch (error) {
    if (isGone(error) || isUnknownCommit(error)) return [];
    throw error;
  }
}

function placeOf({ owner, repo }: RepositoryRef) {
  return { owner, repo };
}

function outputOf(output: CheckOutput, annotations: readonly CheckAnnotation[]) {
  return { ...output, ...(annotations.length > 0 && { annotations: annotations.map(written) }) };
}

const levels = { failure: 'failure', warning: 'warning', notice: 'notice' } as const;

function written({ path, line, column, level, message }: CheckAnnotation) {
  const columns = column === null ? {} : { start_column: column, end_column: column };
  return { path, start_line: line, end_line: line, ...columns, annotation_level: levels[level], message };
}

interface ListedAnnotation {
  readonly path: string;
  readonly start_line: number;
  readonly start_column?: number | null;
  readonly annotation_level?: string | null;
  readonly message?: string | null;
}

/** GitHub answers with a list; the emulator with an object that holds it. */
function annotationsIn(data: unknown): readonly ListedAnnotation[] {
  if (Array.isArray(data)) return data;
  const inner: unknown =
    typeof data === 'object' && data !== null ? Reflect.get(data, 'check_annotations') : null;
  return Array.isArray(inner) ? inner : [];
}

function readAnnotation(listed: ListedAnnotation): CheckAnnotation {
  const { path, start_line: line, start_column: column, annotation_level: level, message } = listed;
  return {
    path,
    line,
    column: column ?? null,
    level: level === 'failure' || level === 'warning' ? level : 'notice',
    message: message ?? '',
  };
}
