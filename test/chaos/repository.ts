/** The repository that everything happens in, and how a process finds its GitHub. */

import type { EmulatedGitHub } from '../../src/entry/demo/emulated-github.js';
import { openPack } from '../../src/entry/open-pack.js';
import { patiently } from './people.js';
import { answeredProblems, helpLabel } from './script.js';

/** Labels that people take off would demote a known problem in the middle of a run; whose later reports are labelled would be chance. */
const policy = `scorecard:\n  floor: 0\nproblems:\n${answeredProblems.map((id) => `  ${id}:\n    mode: auto\n`).join('')}`;

/** The policy, and the labels that people set. */
export async function prepare(github: EmulatedGitHub): Promise<void> {
  const repository = `/repos/${github.owner}/${github.repo}`;
  const call: EmulatedGitHub['call'] = (...asked) => patiently(() => github.call(...asked));
  await call('maintainer', 'PUT', `${repository}/contents/.github/dejabug.yml`, {
    message: 'Set the policy',
    content: Buffer.from(policy).toString('base64'),
  });
  const { problems } = await openPack();
  for (const name of [helpLabel, ...problems.map(({ label }) => label)])
    await call('maintainer', 'POST', `${repository}/labels`, { name, color: 'ededed' });
}

/** Settings of a process whose GitHub is the emulator, reached at `apiUrl`. */
export function environmentFor(github: EmulatedGitHub, apiUrl: string): Record<string, string> {
  return {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_CLIENT_ID: github.app.clientId,
    GITHUB_CLIENT_SECRET: github.app.clientSecret,
    GITHUB_API_URL: apiUrl,
    GITHUB_SERVER_URL: github.url,
    SESSION_SECRET: 'a session secret of the crash harness',
    GRACE_SECONDS: '0',
    UNDO_SECONDS: '0',
    SWEEP_SECONDS: '10',
    LOG_LEVEL: 'info',
    NODE_ENV: 'production',
  };
}
