/** Every command with its summary; to add one, write a file that exports `define` and name it here. */

import type { Command } from 'commander';

export interface CommandModule {
  /** Adds arguments, options and the action. An action sets `process.exitCode` or throws: 1 unless told otherwise. */
  define(command: Command): void;
}

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'classify',
    summary: 'Recognise the known problem in reports from files or standard input.',
    load: () => import('./classify.js'),
  },
  {
    name: 'rules',
    summary: "The rule pack's own tools: list, lint, test, new, train, calibrate, schema, docs.",
    load: () => import('./rules.js'),
  },
  {
    name: 'policy',
    summary: "Check a repository's policy before it is committed; print its JSON Schema.",
    load: () => import('./policy.js'),
  },
  {
    name: 'eval',
    summary: 'Measure recognition on reports whose label is known.',
    load: () => import('./eval.js'),
  },
  {
    name: 'train',
    summary: "Train the text model on a repository's own labels.",
    load: () => import('./train.js'),
  },
  {
    name: 'setup',
    summary: 'Create the GitHub App from a browser and keep its credentials in a file.',
    load: () => import('./setup.js'),
  },
  {
    name: 'serve',
    summary: 'Run the App: webhook, review desk, and a worker unless --no-worker.',
    load: () => import('./serve.js'),
  },
  {
    name: 'worker',
    summary: 'Run jobs only.',
    load: () => import('./worker.js'),
  },
  {
    name: 'doctor',
    summary: 'Check settings, App, webhook, database, queue and policies, and say what to do.',
    load: () => import('./doctor.js'),
  },
  {
    name: 'replay',
    summary: 'Run a saved webhook delivery again, or only plan it with --dry-run.',
    load: () => import('./replay.js'),
  },
  {
    name: 'backfill',
    summary: 'Say what would be done to the issues that are open already; do it with --apply.',
    load: () => import('./backfill.js'),
  },
  {
    name: 'released',
    summary: 'Tell open issues that a release has their fix, by drafts for one approval.',
    load: () => import('./released.js'),
  },
  {
    name: 'purge',
    summary: 'Show or delete what is stored about a repository, or about one issue.',
    load: () => import('./purge.js'),
  },
  {
    name: 'action',
    summary: 'Triage one issue inside a GitHub Actions workflow, without a server; see action.yml.',
    load: () => import('./action.js'),
  },
  {
    name: 'demo',
    summary: 'Show the whole product on this machine against an emulated GitHub.',
    load: () => import('./demo.js'),
  },
];
