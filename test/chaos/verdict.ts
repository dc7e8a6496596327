/** Compares what is there with what the script promised. Pure. */

import type { Lived } from './people.js';

export interface ObservedJob {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly content: unknown;
  readonly failedReason: string | null;
}

export interface StoredState {
  readonly deliveries: readonly { readonly id: string }[];
  /** Ids of jobs that no worker has run. */
  readonly kept: readonly string[];
  readonly followUps: readonly {
    readonly id: string;
    readonly issue_number: number;
    readonly category: string;
    readonly kind: string;
    readonly state: string;
  }[];
  readonly drafts: readonly {
    readonly id: string;
    readonly issue_number: number;
    readonly category: string;
    readonly state: string;
    readonly comment_url: string | null;
  }[];
  readonly effects: readonly {
    readonly effect_key: string;
    readonly issue_number: number;
    readonly state: string;
  }[];
  readonly jobs: readonly ObservedJob[];
  /** When turns at writing were taken, in milliseconds since the epoch. */
  readonly turns: readonly number[];
}

export interface Observed {
  readonly labels: ReadonlyMap<number, readonly string[]>;
  /** Bodies of our comments by issue. */
  readonly comments: ReadonlyMap<number, readonly string[]>;
  readonly stored: StoredState;
}

export interface Verdict {
  /** What should be there and is not. */
  readonly lost: readonly string[];
  /** What is there twice. */
  readonly doubled: readonly string[];
  /** What is there and should not be. */
  readonly wrong: readonly string[];
  /** Effects of which the books do not say whether they happened, though a sweep had time to find out. */
  readonly unsettled: readonly string[];
}

/** Whether each issue has exactly its labels; enough to tell whether a run is near its end. */
export function labelComplaints(lived: readonly Lived[], labels: Observed['labels']): readonly string[] {
  return lived.flatMap(({ number, story }) => {
    const there = [...(labels.get(number) ?? [])].sort();
    const expected = [...story.expected.labels].sort();
    if (there.join('|') === expected.join('|')) return [];
    return [`#${number} (${story.name}) has [${there.join(', ')}] and not [${expected.join(', ')}]`];
  });
}

export function judge(lived: readonly Lived[], { labels, comments, stored }: Observed): Verdict {
  const lost: string[] = [];
  const doubled: string[] = [];
  const wrong: string[] = [];
  wrong.push(...labelComplaints(lived, labels));

  for (const { number, story } of lived) {
    const bodies = comments.get(number) ?? [];
    const marks = bodies.map((body) => /<!-- dejabug:(.*?) -->/.exec(body)?.[1] ?? 'no marker');
    for (const mark of repeated(marks)) doubled.push(`#${number} has more than one comment ${mark}`);
    count(`#${number} (${story.name})`, 'comments', marks.length, story.expected.comments);

    const waiting = stored.followUps.filter(
      (row) => row.issue_number === number && row.state === 'scheduled',
    );
    for (const row of repeated(waiting.map(({ category, kind }) => `${kind} ${category}`)))
      doubled.push(`#${number} waits more than once for ${row}`);
    count(`#${number} (${story.name})`, 'waiting follow-ups', waiting.length, story.expected.followUps);

    const drafts = stored.drafts.filter((row) => row.issue_number === number && row.comment_url !== null);
    if (drafts.length !== bodies.length)
      wrong.push(`#${number} has ${bodies.length} comments and ${drafts.length} drafts that were posted`);
  }

  function count(
    who: string,
    what: string,
    found: number,
    { least, most }: { least: number; most: number },
  ): void {
    if (found < least) lost.push(`${who} has ${found} ${what}, expected ${least}`);
    if (found > most) doubled.push(`${who} has ${found} ${what}, expected ${most}`);
  }

  accountForDeliveries(lived, stored, lost);
  accountForJobs(lived, stored, lost, doubled);
  const unsettled = stored.effects.flatMap(({ effect_key: key, state }) =>
    state === 'intended' ? [key] : [],
  );
  for (const { id, issue_number: number, state, comment_url: url } of stored.drafts)
    if (state === 'approved' || (state === 'posted' && url === null))
      lost.push(`draft ${id} of #${number} is ${state} and not on the issue`);
  return { lost, doubled, wrong, unsettled };
}

function accountForDeliveries(lived: readonly Lived[], stored: StoredState, lost: string[]): void {
  for (const id of stored.kept) lost.push(`job ${id} is kept and was never run to its end`);
  const known = stored.deliveries.map(({ id }) => id.split(' ')[0]);
  const opened = lived.flatMap(({ deliveries }) => deliveries.slice(0, 1));
  for (const id of opened)
    if (!known.includes(id)) lost.push(`delivery ${id} was answered with success and is not known`);
}

/**
 * Nothing may be left that should have run, and every waiting follow-up has one job. Where a person took the label off after a worker
 * had died between row and job, nothing plans the follow-up any more: the sweep queues it when its time comes, to be cancelled.
 */
function accountForJobs(
  lived: readonly Lived[],
  { jobs, followUps }: StoredState,
  lost: string[],
  doubled: string[],
): void {
  const unplanned = lived.filter(({ story }) => story.expected.followUps.least === 0);
  const sleeping = jobs.filter(({ kind, state }) => kind === 'follow-up' && state === 'delayed');
  for (const job of jobs) {
    if (job.state === 'failed') lost.push(`job ${job.id} was given up: ${job.failedReason ?? 'no reason'}`);
    else if (!sleeping.includes(job)) lost.push(`job ${job.id} is still ${job.state}`);
  }
  const contents = sleeping.map(({ content }) => JSON.stringify(content));
  for (const content of repeated(contents))
    doubled.push(`the queue holds follow-up ${content} more than once`);
  for (const { id, state, issue_number: number } of followUps) {
    if (unplanned.some((one) => one.number === number)) continue;
    if (state === 'scheduled' && !contents.some((content) => content.includes(id)))
      lost.push(`follow-up ${id} of #${number} waits and has no job`);
  }
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
