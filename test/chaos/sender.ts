/** GitHub's side of webhooks: signed, sent to any web process, sent again under the same id when the answer was no success. */

import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.js';

export interface Webhook {
  readonly id: string;
  readonly event: string;
  readonly payload: object;
}

export interface Sender {
  /** Resolves when a process answered with success; rejects when none did for as long as a run may take. */
  send(webhook: Webhook): Promise<void>;
  /** How often each answer was met, by status; 0 where no answer came. */
  readonly answers: Readonly<Record<string, number>>;
}

const answerMs = 10_000;
const mostTries = 300;

export function openSender(urls: readonly string[], secret: string, random: Random): Sender {
  const answers: Record<string, number> = {};

  async function attempt({ id, event, payload }: Webhook): Promise<number> {
    const body = JSON.stringify(payload);
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    try {
      const answer = await fetch(`${random.pick(urls)}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': event,
          'x-github-delivery': id,
          'x-hub-signature-256': `sha256=${signature}`,
        },
        body,
        signal: AbortSignal.timeout(answerMs),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  }

  return {
    answers,
    async send(webhook) {
      for (let tries = 1; tries <= mostTries; tries += 1) {
        const status = await attempt(webhook);
        answers[status] = (answers[status] ?? 0) + 1;
        if (status >= 200 && status < 300) return;
        if (status >= 400 && status < 500) {
          throw new Error(`Webhook ${webhook.id} (${webhook.event}) was refused with ${status}.`);
        }
        await sleep(random.between(200, 1_500));
      }
      throw new Error(`Webhook ${webhook.id} (${webhook.event}) was never accepted.`);
    },
  };
}
