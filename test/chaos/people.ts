/** Authors and maintainers who live through their stories on the emulated GitHub, and the webhooks that GitHub sends about it. */

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatedGitHub } from '../../src/entry/demo/emulated-github.js';
import type { Random } from './random.js';
import { helpLabel, type Step, type Story } from './script.js';
import type { Sender } from './sender.js';

export interface Lived {
  readonly story: Story;
  readonly number: number;
  /** Ids of the webhooks that were sent about it. */
  readonly deliveries: readonly string[];
}

export interface Tally {
  sent: number;
  sentAgain: number;
  heldBack: number;
}

export interface Stage {
  readonly github: EmulatedGitHub;
  readonly sender: Sender;
  readonly random: Random;
  /** Milliseconds over which the steps of every story are spread. */
  readonly activeMs: number;
  /** See `ChaosOptions`. */
  readonly slow: number;
  readonly tally: Tally;
}

/** A webhook that is overtaken by later ones arrives this much later, in milliseconds. */
const overtakenMs = [1_000, 4_000] as const;
const againMs = [0, 10_000] as const;
/** How long a person waits for our label before they remove it. */
const vetoPatienceMs = 240_000;

interface RestIssue {
  readonly labels: readonly { readonly name: string }[];
}

/** The emulator drops a connection now and then when the machine is busy; people try again. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 5 || /answered 4\d\d/.test(String(error))) throw error;
      await sleep(200 * tries);
    }
  }
}

/** Plays one story to its end; resolves when all its webhooks were accepted. `started` is the beginning of the run. */
export async function live(story: Story, started: number, stage: Stage): Promise<Lived> {
  const { github, sender, random, tally, slow } = stage;
  const issues = `/repos/${github.owner}/${github.repo}/issues`;
  const call: EmulatedGitHub['call'] = (...asked) => patiently(() => github.call(...asked));
  const deliveries: string[] = [];
  const sending: Promise<void>[] = [];
  let number = 0;
  let edits = 0;

  async function announce(action: string, extra: object = {}): Promise<void> {
    const issue = await call<object>('maintainer', 'GET', `${issues}/${number}`);
    const payload = {
      action,
      issue,
      ...extra,
      repository: { name: github.repo, owner: { login: github.owner } },
      sender: { login: 'reporter', type: 'User' },
      installation: { id: github.app.installationId },
    };
    const id = randomUUID();
    deliveries.push(id);
    tally.sent += 1;
    sending.push(deliver({ id, event: 'issues', payload }));
  }

  async function deliver(webhook: Parameters<Sender['send']>[0]): Promise<void> {
    if (random.chance(0.1)) {
      tally.heldBack += 1;
      await sleep(random.between(...overtakenMs));
    }
    const again = random.chance(0.2);
    await sender.send(webhook);
    if (!again) return;
    tally.sentAgain += 1;
    await sleep(random.between(...againMs));
    await sender.send(webhook);
  }

  async function untilLabelled(label: string): Promise<void> {
    const deadline = Date.now() + vetoPatienceMs * slow;
    for (;;) {
      const issue = await call<RestIssue>('maintainer', 'GET', `${issues}/${number}`);
      if (issue.labels.some(({ name }) => name === label)) return;
      if (Date.now() > deadline) throw new Error(`Issue #${number} was never labelled \`${label}\`.`);
      await sleep(1_000);
    }
  }

  async function take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'open':
        return announce('opened');
      case 'edit': {
        edits += 1;
        const body = `${step.report.body}\nStill the same, looked at it ${edits} times.\n`;
        await call('reporter', 'PATCH', `${issues}/${number}`, { title: step.report.title, body });
        return announce('edited', { changes: { body: { from: story.filed.body } } });
      }
      case 'choose':
      case 'help': {
        const label = step.kind === 'help' ? helpLabel : step.label;
        await call('maintainer', 'POST', `${issues}/${number}/labels`, { labels: [label] });
        // The choice is made while filing, so it belongs to the opening's webhook.
        return step.kind === 'help' ? announce('labeled', { label: { name: label } }) : undefined;
      }
      case 'veto':
        await untilLabelled(step.label);
        await call('maintainer', 'DELETE', `${issues}/${number}/labels/${encodeURIComponent(step.label)}`);
        return announce('unlabeled', { label: { name: step.label } });
    }
  }

  for (const { at, step } of story.steps) {
    await sleep(Math.max(0, started + at * stage.activeMs - Date.now()));
    if (number === 0) {
      const filed = await call<{ number: number }>('reporter', 'POST', issues, story.filed);
      number = filed.number;
    }
    await take(step);
  }
  await Promise.all(sending);
  return { story, number, deliveries };
}
