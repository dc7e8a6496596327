/** The whole product on this machine: an emulated GitHub, Dejabug on its embedded database, a dozen reports filed through the API. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettings } from '../../adapters/env/settings.js';
import { freePort, isTaken } from '../free-port.js';
import { type RunningDejabug, startDejabug } from '../serve.js';
import { type EmulatedGitHub, startEmulatedGitHub } from './emulated-github.js';
import { demoReports } from './reports.js';
import { type DemoRow, tableHead, tableRow } from './table.js';

/** How long one report may take before the demo says that something is wrong, in milliseconds. */
const patience = 60_000;

export interface DemoOptions {
  /** Stop after the table instead of serving on. */
  readonly once: boolean;
  /** One JSON document on stdout instead of the table; only with `once`. */
  readonly json: boolean;
  /** Port of the review desk; 0 takes any free one. */
  readonly port: number;
}

export interface DemoOutput {
  /** What the demo is asked for: the table or the JSON document. */
  result(text: string): void;
  /** Progress, and what to do next. */
  progress(text: string): void;
  readonly columns: number;
}

/** Files one report and waits for Dejabug's decision about it. */
async function fileAndAwait(
  github: EmulatedGitHub,
  dejabug: RunningDejabug,
  report: (typeof demoReports)[number],
): Promise<DemoRow> {
  const issues = `/repos/${github.owner}/${github.repo}/issues`;
  const filed = await github.call<{ number: number }>('reporter', 'POST', issues, report);
  const ref = {
    installationId: github.app.installationId,
    owner: github.owner,
    repo: github.repo,
    number: filed.number,
  };
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const decision = await dejabug.store.lastDecision(ref);
    if (decision) {
      const issue = await github.call<{ labels: { name: string }[] }>(
        'reporter',
        'GET',
        `${issues}/${filed.number}`,
      );
      const drafts = await dejabug.store.draftsOfIssue(ref);
      return {
        number: filed.number,
        title: report.title,
        labels: issue.labels.map((label) => label.name),
        decision: decision.decision,
        category: decision.category,
        confidence: decision.confidence,
        evidence: decision.evidence,
        draft: drafts.at(0)?.state === 'pending' ? 'waiting' : (drafts.at(0)?.state ?? null),
      };
    }
    await sleep(25);
  }
  throw new Error(`Dejabug did not decide about issue #${filed.number} within ${patience / 1000} seconds.`);
}

/**
 * Runs the demo. Resolves after the table with `once`, otherwise when `stop` aborts. Everything it created
 * (servers, database directory) is gone afterwards.
 */
export async function runDemo(options: DemoOptions, output: DemoOutput, stop: AbortSignal): Promise<void> {
  const started = Date.now();
  const port = options.port || (await freePort('localhost'));
  if (await isTaken(port)) {
    throw new Error(
      `Port ${port} is in use, perhaps by another demo. Stop that, or take any free port: npm run demo -- --port 0`,
    );
  }
  const address = `http://localhost:${port}`;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'dejabug-demo-'));
  let github: EmulatedGitHub | undefined;
  let dejabug: RunningDejabug | undefined;
  try {
    output.progress('Starting an emulated GitHub with the App installed on xen-on-linux/reports ...');
    github = await startEmulatedGitHub(address);
    output.progress(
      'Starting Dejabug: creating its embedded database takes a few seconds the first time ...',
    );
    dejabug = await startDejabug(
      readSettings({
        APP_ID: String(github.app.id),
        PRIVATE_KEY: github.app.privateKey,
        WEBHOOK_SECRET: github.app.webhookSecret,
        GITHUB_CLIENT_ID: github.app.clientId,
        GITHUB_CLIENT_SECRET: github.app.clientSecret,
        GITHUB_API_URL: github.url,
        GITHUB_SERVER_URL: github.url,
        HOST: 'localhost',
        PORT: String(port),
        PUBLIC_URL: address,
        DATA_DIR: dataDir,
        GRACE_SECONDS: '0',
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      }),
    );
    output.progress(
      `Filing ${demoReports.length} reports through the API; each arrives as a signed webhook.\n`,
    );
    if (!options.json) output.result(tableHead(output.columns));
    const rows: DemoRow[] = [];
    for (const report of demoReports) {
      const row = await fileAndAwait(github, dejabug, report);
      rows.push(row);
      if (!options.json) output.result(tableRow(row, output.columns));
    }
    if (options.json) {
      const issues = rows.map(({ evidence, ...row }) => row);
      output.result(JSON.stringify({ issues, seconds: (Date.now() - started) / 1000 }));
    }
    if (options.once) return;
    output.progress(
      [
        '',
        `Review desk     ${address}/review     sign in as "maintainer" on the emulated GitHub`,
        `Emulated issue  ${github.url}/${github.owner}/${github.repo}/issues/1     no comment until you approve`,
        '',
        'Approve a draft and its comment appears there. Ctrl-C stops everything and removes its data.',
      ].join('\n'),
    );
    await new Promise<void>((resolve) => {
      if (stop.aborted) resolve();
      else stop.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await dejabug?.close();
    await github?.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
