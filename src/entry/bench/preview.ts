/** What the comparison of a changed policy costs: 500 issues of 4 KB judged by both sides, and how long other work waits meanwhile. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { PolicyLayer } from '../../app/policy-ports.js';
import { mostIssues, previewImpact } from '../../app/preview-impact.js';
import type { IssueSnapshot } from '../../core/plan/issue-snapshot.js';
import { ownRulesPath } from '../../core/rules/policy.js';
import { demoReports } from '../demo/reports.js';
import { openRuleTrials } from '../rule-trials.js';
import { textOfSize } from './text-of-size.js';

const bodyBytes = 4 * 1024;

const rule = `id: emergency-shell
title: The guest drops into the emergency shell
label: { name: 'known: emergency shell', color: 'd4c5f9', description: 'The guest does not find its root file system' }
summary: The guest does not find its root file system.
cause: The initramfs lacks the driver of its disk.
signals:
  - { id: shell, says: It drops into the emergency shell., pattern: 'drops into the emergency shell', weight: 9 }
reply: Rebuild the initramfs with the driver of the disk.
`;

function issueOf(number: number): IssueSnapshot {
  const report = demoReports[number % demoReports.length];
  // Half of them tell of a known problem before their log.
  const own = number % 2 === 0 ? (report?.body ?? '') : '';
  const body = `${own}\n\n${textOfSize(bodyBytes)}`.slice(0, bodyBytes);
  const place = { owner: 'xen-on-linux', repo: 'reports', number, url: `https://github.example/${number}` };
  const title = `${report?.title ?? 'A report'} (${number})`;
  const author = { login: 'reporter', isBot: false };
  const times = { createdAt: 0, updatedAt: 0 };
  const lists = { labels: [], labelEvents: [], stateEvents: [], comments: [] };
  return {
    ...place,
    title,
    body,
    author,
    state: 'open',
    locked: false,
    isPullRequest: false,
    ...times,
    ...lists,
  };
}

function layer(rules: readonly string[]): PolicyLayer {
  const files = rules.map((text) => ({ path: `${ownRulesPath}/emergency-shell.yml`, sha: text, text }));
  return { repository: 'xen-on-linux/reports', files: { policy: null, rules: files } };
}

/** Prints the time for both sides together; the issue asks for less than ten seconds of computing. */
export async function measurePreview(): Promise<void> {
  const trial = openRuleTrials().open();
  const { followed: after } = await trial.examine({ layers: [layer([rule])], reasons: [] }, false);
  const before = await trial.startFrom([layer([])], false);
  if (before === null || after === null) throw new Error('both sides can be followed');
  const issues = Array.from({ length: mostIssues }, (_, at) => issueOf(at + 1));
  const github = {
    async *allIssues() {
      for (let at = 0; at < issues.length; at += 100) yield issues.slice(at, at + 100);
    },
  };
  const store = {
    lastDecision: async () => null,
    judgements: async () => [],
    feedbackOfIssue: async () => [],
  };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  const usedBefore = process.cpuUsage();
  const impact = await previewImpact(
    { installationId: 1, owner: 'xen-on-linux', repo: 'reports' },
    { before, after, trial, onPage: async () => true },
    { github, store },
  );
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(usedBefore);
  delay.disable();
  await trial.close();
  if (impact === null) throw new Error('nobody ended it');
  const { looked, changes } = impact;
  process.stdout.write(
    `${looked} issues of ${bodyBytes / 1024} KB judged by both sides: ${((user + system) / 1e6).toFixed(2)} s of computing in ${(ms / 1000).toFixed(2)} s; ` +
      `${changes.length} changed; other work waited ${(delay.max / 1e6).toFixed(0)} ms at most\n`,
  );
}
