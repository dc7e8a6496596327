/** What a workflow run of GitHub Actions tells a step: its repository, its event, its inputs and where its results go. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type SummaryDetail, summaryDetails } from '../../core/plan/job-summary.js';

/** The run cannot be used; the message is for whoever wrote the workflow. */
export class WorkflowRefused extends Error {
  readonly audience = 'person';

  constructor(message: string) {
    super(message);
    this.name = 'WorkflowRefused';
  }
}

export interface WorkflowRun {
  readonly owner: string;
  readonly repo: string;
  readonly apiUrl: string;
  readonly token: string;
  /** Who acts by the token where GitHub does not say; null where nobody does. */
  readonly login: string | null;
  readonly detail: SummaryDetail;
  readonly about: Subject;
}

/** `isNamed`: by the input, so that an issue that is not there is a mistake. */
type Subject =
  | { readonly kind: 'issue'; readonly number: number; readonly isNamed: boolean }
  | { readonly kind: 'nothing'; readonly why: string };

const Login = z.string().regex(/^[\w-]{1,60}(?:\[bot\])?$/, 'is no login');
const Environment = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'is no OWNER/REPO'),
  GITHUB_API_URL: z.url({ protocol: /^https?$/, error: 'is no address' }).default('https://api.github.com'),
  GITHUB_TOKEN: z
    .string({ error: 'is missing; the input `token` of the action is empty' })
    .regex(/^\S{1,4000}$/, 'is missing; the input `token` of the action is empty'),
  GITHUB_EVENT_NAME: z.string().regex(/^\w{1,60}$/, 'is no event'),
  DEJABUG_LOGIN: Login.optional(),
  // Only of the workflow's own token it is known whose it is.
  DEJABUG_TOKEN_IS_WORKFLOWS: z.enum(['true', 'false']).default('false'),
  DEJABUG_SUMMARY: z.enum(summaryDetails, { error: `is none of ${summaryDetails.join(', ')}` }).optional(),
  DEJABUG_ISSUE: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'is no number of an issue')
    .transform(Number)
    .optional(),
});

/** As whom all workflows act. */
const workflowLogin = 'github-actions[bot]';

/** How the inputs are called in a workflow. */
const inputs: Readonly<Record<string, string>> = {
  GITHUB_TOKEN: 'token',
  DEJABUG_LOGIN: 'login',
  DEJABUG_SUMMARY: 'summary',
  DEJABUG_ISSUE: 'issue',
};

/** What is read of an event. */
const Event = z.object({
  action: z.string().optional(),
  issue: z.object({ number: z.int().positive(), pull_request: z.unknown().optional() }).optional(),
  repository: z.object({ private: z.boolean().optional() }).optional(),
  sender: z.object({ type: z.string().optional() }).optional(),
});
type Event = z.infer<typeof Event>;

const heededActions: readonly string[] = ['opened', 'edited', 'reopened'];

/** Empty settings count as absent, as the inputs of an action that nobody gave. Throws `WorkflowRefused`. */
export function readWorkflowRun(environment: NodeJS.ProcessEnv): WorkflowRun {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = Environment.safeParse(given);
  if (!read.success) {
    const said = read.error.issues.map(({ path, message }) => `${nameOf(String(path[0]))} ${message}`);
    throw new WorkflowRefused(`This step cannot run: ${said.join('; ')}.`);
  }
  const { data } = read;
  const event = eventFrom(given.GITHUB_EVENT_PATH);
  const [owner = '', repo = ''] = data.GITHUB_REPOSITORY.split('/');
  return {
    owner,
    repo,
    apiUrl: data.GITHUB_API_URL.replace(/\/+$/, ''),
    token: data.GITHUB_TOKEN,
    login: data.DEJABUG_LOGIN ?? (data.DEJABUG_TOKEN_IS_WORKFLOWS === 'true' ? workflowLogin : null),
    // Whoever may read a repository may read the pages of its runs.
    detail: data.DEJABUG_SUMMARY ?? (event.repository?.private === true ? 'reply' : 'evidence'),
    about: subjectOf(data.GITHUB_EVENT_NAME, event, data.DEJABUG_ISSUE),
  };
}

function nameOf(variable: string): string {
  const input = inputs[variable];
  return input === undefined ? variable : `the input \`${input}\``;
}

function eventFrom(file: string | undefined): Event {
  if (file === undefined) return {};
  try {
    return Event.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new WorkflowRefused(
      'This step cannot run: GITHUB_EVENT_PATH names no event as GitHub writes it. Run it in a workflow.',
    );
  }
}

function subjectOf(name: string, { action, issue, sender }: Event, named: number | undefined): Subject {
  if (named !== undefined) return { kind: 'issue', number: named, isNamed: true };
  if (name === 'workflow_dispatch')
    throw new WorkflowRefused('Which issue? A run that is started by hand needs the input `issue`.');
  if (name !== 'issues' || issue === undefined)
    return { kind: 'nothing', why: `Dejabug looks at issues, and this is the event ${name}.` };
  if (issue.pull_request !== undefined) return { kind: 'nothing', why: 'This is about a pull request.' };
  if (action === undefined || !heededActions.includes(action))
    return { kind: 'nothing', why: `Of issues, only ${heededActions.join(', ')} are looked at.` };
  if (sender?.type === 'Bot') return { kind: 'nothing', why: 'A bot did it.' };
  return { kind: 'issue', number: issue.number, isNamed: false };
}
