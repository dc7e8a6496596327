/** `action.yml` as a runner carries it out: its own steps, in a shell, with the variables that GitHub Actions sets. */

import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly shell: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string; readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

export const actionFile: ActionFile = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'));

export interface ActionRun {
  readonly status: number | null;
  /** What the runner reads for commands. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ActionPlace {
  /** Where the action lies, as a runner has downloaded it. */
  readonly directory: string;
  /** How often packages were installed. */
  installs(): number;
  run(event: { readonly name: string; readonly payload: object }, given?: Given): Promise<ActionRun>;
  remove(): void;
}

export interface Given {
  /** As under `with:`; what is not given has its default. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What is installed, built or kept beside the sources, and whatever is hidden from commits. */
const leftOut: readonly string[] = ['.git', 'node_modules', 'dist', 'data', 'coverage', '.env'];

/** The working tree as somebody else would get it. */
export function copyTree(target: string): void {
  for (const name of readdirSync(root)) {
    if (!leftOut.includes(name)) cpSync(path.join(root, name), path.join(target, name), { recursive: true });
  }
}

/**
 * A clean folder with the action. Installing is answered from the packages that are there already, instead of a registry; everything else
 * that a step runs is real. `token` is the default of the input, as `github.token` is.
 */
export function placeAction(token: string, repository: string, apiUrl: string): ActionPlace {
  const directory = mkdtempSync(path.join(tmpdir(), 'dejabug-action-'));
  const [action, programs, workspace] = ['action', 'programs', 'workspace'].map((name) => {
    const made = path.join(directory, name);
    mkdirSync(made);
    return made;
  }) as [string, string, string];
  copyTree(action);
  const installs = path.join(directory, 'installs');
  const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
  writeFileSync(
    path.join(programs, 'npm'),
    `#!/bin/sh\nif [ "$1" = ci ]; then echo "$*" >> '${installs}'; ln -s '${root}/node_modules' node_modules; else exec '${npm}' "$@"; fi\n`,
  );
  chmodSync(path.join(programs, 'npm'), 0o755);
  let runs = 0;

  async function run(
    { name, payload }: Parameters<ActionPlace['run']>[0],
    given: Given = {},
  ): Promise<ActionRun> {
    runs += 1;
    const [event, output, summary] = ['event.json', 'output', 'summary'].map((file) =>
      path.join(directory, `${runs}-${file}`),
    ) as [string, string, string];
    writeFileSync(event, JSON.stringify(payload));
    for (const file of [output, summary]) writeFileSync(file, '');
    let log = '';
    let status: number | null = 0;
    for (const step of actionFile.runs.steps) {
      const environment = {
        PATH: `${programs}:${process.env.PATH}`,
        HOME: directory,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: action,
        GITHUB_WORKSPACE: workspace,
        GITHUB_EVENT_NAME: name,
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: repository,
        GITHUB_API_URL: apiUrl,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        ...given.environment,
        ...variablesOf(step, token, given.inputs ?? {}),
      };
      const ended = await inShell(step.run, workspace, environment);
      log += ended.log;
      status = ended.status;
      if (status !== 0) break;
    }
    return {
      status,
      log,
      summary: readFileSync(summary, 'utf8'),
      outputs: outputsIn(readFileSync(output, 'utf8')),
    };
  }

  return {
    directory: action,
    installs: () => (existsSync(installs) ? readFileSync(installs, 'utf8').trimEnd().split('\n').length : 0),
    run,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions, not ours.
const workflowToken = '${{ github.token }}';
// biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub Actions, not ours.
const isWorkflowToken = '${{ inputs.token == github.token }}';

function variablesOf({ env = {} }: Step, token: string, given: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(env).map(([variable, expression]) => {
      if (expression === isWorkflowToken) return [variable, String((given.token ?? token) === token)];
      const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(expression)?.[1];
      if (input === undefined) throw new Error(`${variable} has another expression: ${expression}`);
      const value = given[input] ?? actionFile.inputs[input]?.default ?? '';
      return [variable, value === workflowToken ? token : value];
    }),
  );
}

/** As a runner does for `shell: bash`. */
function inShell(script: string, cwd: string, env: Record<string, string>) {
  return new Promise<{ status: number | null; log: string }>((resolve, reject) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, log }));
  });
}

/** Reads `name<<end`, the value's lines, `end`, as the runner does. */
function outputsIn(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', , value = ''] of text.matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2$/gm))
    found[name] = value;
  return found;
}
