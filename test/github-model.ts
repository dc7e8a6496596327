/** A GitHub of one repository in memory, for property tests of use cases only: what adapters do is tested against the emulator. */

import type { GitHubChecks } from '../src/app/check-ports.js';
import type { GitHub, IssueRef, Reaction } from '../src/app/ports.js';
import type {
  IssueComment,
  IssueSnapshot,
  LabelEvent,
  Person,
  StateEvent,
} from '../src/core/plan/issue-snapshot.js';
import { bot, issueWith } from './plan-fixtures.js';

interface ModelIssue {
  body: string;
  state: 'open' | 'closed';
  labels: string[];
  events: LabelEvent[];
  stateEvents: StateEvent[];
  comments: IssueComment[];
}

export interface GitHubModel {
  readonly github: GitHub;
  issue(number: number): ModelIssue;
  label(number: number, name: string, by: Person): void;
  unlabel(number: number, name: string, by: Person): void;
  /** Every reaction that was asked for, in order. */
  readonly reactions: { readonly commentId: number; readonly reaction: Reaction }[];
  /** Every comment that was ever posted by us, deleted ones too. */
  readonly said: { readonly number: number; readonly body: string }[];
}

/** `now` gives each thing that happens a moment of its own. */
export function gitHubModel(now: () => number): GitHubModel {
  const issues = new Map<number, ModelIssue>();
  const said: { number: number; body: string }[] = [];
  const reactions: { commentId: number; reaction: Reaction }[] = [];

  function issue(number: number): ModelIssue {
    const known = issues.get(number);
    if (known) return known;
    const filed: ModelIssue = {
      body: '',
      state: 'open',
      labels: [],
      events: [],
      stateEvents: [],
      comments: [],
    };
    issues.set(number, filed);
    return filed;
  }

  function label(number: number, name: string, by: Person): void {
    const { labels, events } = issue(number);
    // As GitHub does: a label that is there is not set again, and nothing is noted.
    if (labels.includes(name)) return;
    labels.push(name);
    events.push({ label: name, change: 'labeled', actor: by, at: now() });
  }

  function unlabel(number: number, name: string, by: Person): void {
    const { labels, events } = issue(number);
    if (!labels.includes(name)) return;
    labels.splice(labels.indexOf(name), 1);
    events.push({ label: name, change: 'unlabeled', actor: by, at: now() });
  }

  function snapshot({ owner, repo, number }: IssueRef): IssueSnapshot {
    const { body, state, labels, events, stateEvents, comments } = issue(number);
    return issueWith({
      owner,
      repo,
      number,
      body,
      state,
      labels: [...labels],
      labelEvents: [...events],
      stateEvents: [...stateEvents],
      comments: [...comments],
    });
  }

  let nextComment = 1;
  const github: GitHub = {
    readIssue: async (ref) => snapshot(ref),
    repositoryFiles: async () => ({ policy: null, rules: [] }),
    async *openIssues() {},
    ensureLabel: async () => {},
    async addLabels(ref, names) {
      for (const name of names) label(ref.number, name, bot);
    },
    async removeLabel(ref, name) {
      unlabel(ref.number, name, bot);
    },
    async postComment(ref, body) {
      const id = nextComment++;
      issue(ref.number).comments.push({ id, author: bot, body, at: now() });
      said.push({ number: ref.number, body });
      return { id, url: `https://github.example/${id}` };
    },
    async editComment(_ref, commentId, body) {
      for (const { comments } of issues.values()) {
        const at = comments.findIndex(({ id }) => id === commentId);
        const known = comments[at];
        if (known !== undefined) comments[at] = { ...known, body, editedAt: now() };
      }
    },
    async react(_ref, commentId, reaction) {
      reactions.push({ commentId, reaction });
    },
    async closeIssue(ref) {
      issue(ref.number).state = 'closed';
      issue(ref.number).stateEvents.push({ change: 'closed', actor: bot, at: now() });
    },
    async reopenIssue(ref) {
      issue(ref.number).state = 'open';
      issue(ref.number).stateEvents.push({ change: 'reopened', actor: bot, at: now() });
    },
    openIssuesLabelled: async (_ref, name) =>
      [...issues].filter(([, { labels }]) => labels.includes(name)).map(([number]) => number),
    permissionOf: async () => 'write',
    requestsLeft: () => null,
    repositoryById: async () => null,
    installationAt: async () => null,
    reactionsOn: async () => ({ kind: 'gone' }),
    botLogin: async () => bot.login,
    failedDeliveries: async () => ({ failed: [], isComplete: true }),
    redeliver: async () => {},
    installedRepositories: async () => [],
    changedIssues: async () => ({ kind: 'unchanged' }),
    ...noPullRequests,
  };
  return { github, issue, label, unlabel, said, reactions };
}

/** The model's repository has no pull requests, so nobody asks for these. */
const refuse = () => Promise.reject(new Error('there are no pull requests here'));
const noPullRequests: GitHubChecks = {
  pullRequest: async () => null,
  policyChange: refuse,
  isPublic: async () => true,
  labelNames: async () => ({ names: [], isComplete: true }),
  hasLabel: async () => false,
  async *allIssues() {},
  checkRuns: async () => [],
  createCheckRun: refuse,
  updateCheckRun: refuse,
  completeCheckRun: refuse,
  checkAnnotations: async () => [],
};
