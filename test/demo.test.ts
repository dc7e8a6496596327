/** The README's first command, run as a new user runs it: the built command line, no server named. */

import { spawn } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const main = path.resolve(import.meta.dirname, '../dist/entry/cli/main.js');

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line with an environment that names no server and no credential. */
function runCli(args: readonly string[]): Promise<Run> {
  const { PATH, HOME, TMPDIR } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { PATH, HOME, ...(TMPDIR && { TMPDIR }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

interface DemoDocument {
  readonly issues: readonly {
    readonly number: number;
    readonly title: string;
    readonly labels: readonly string[];
    readonly decision: string;
    readonly category: string | null;
    readonly confidence: number;
    readonly draft: string | null;
  }[];
  readonly seconds: number;
}

describe('dejabug demo', () => {
  it('files its reports, recognises the known problems among them, and prints one JSON document', async () => {
    const run = await runCli(['demo', '--once', '--json']);
    expect(run.code, run.stderr).toBe(0);
    const { issues, seconds }: DemoDocument = JSON.parse(run.stdout);
    expect(seconds).toBeGreaterThan(0);
    expect(issues).toHaveLength(12);

    const labelled = issues.filter((issue) => issue.decision === 'label');
    for (const id of ['xen-platform-pci', 'xl-xm-memory', 'ec2-kexec', 'dell-boot']) {
      const found = labelled.filter((issue) => issue.category === id);
      expect(found, `an issue labelled as ${id}`).not.toHaveLength(0);
      expect(found.every((issue) => issue.labels.length > 0 && issue.draft === 'waiting')).toBe(true);
    }
    const abstained = issues.filter((issue) => issue.decision === 'abstain');
    expect(abstained.length).toBeGreaterThanOrEqual(4);
    expect(abstained.every((issue) => issue.labels.length === 0 && issue.draft === null)).toBe(true);
    // Look-alikes and noise stay without a label: the touchpad, the Nitro message, the last three.
    for (const issue of issues.slice(7)) expect(issue.decision, issue.title).not.toBe('label');
  });

  it('refuses --json without --once in words', async () => {
    const run = await runCli(['demo', '--json']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--once');
    expect(run.stdout).toBe('');
  });
});
