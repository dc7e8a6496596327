/** Signed webhooks of about 12 KB, as GitHub sends them about issues, made before the clock starts. */

import { createHmac } from 'node:crypto';
import { textOfSize } from '../text-of-size.js';

export interface SignedPayload {
  readonly body: string;
  readonly signature: string;
}

export const benchSecret = 'bench webhook secret';

export function signedPayloads(count: number): readonly SignedPayload[] {
  return Array.from({ length: count }, (_, index) => {
    const body = JSON.stringify(payload(index + 1));
    const digest = createHmac('sha256', benchSecret).update(body).digest('hex');
    return { body, signature: `sha256=${digest}` };
  });
}

function payload(number: number): object {
  return {
    action: 'opened',
    issue: {
      number,
      title: 'The guest does not find its root file system',
      body: textOfSize(11 * 1024),
      user: { login: 'reporter', type: 'User' },
      labels: [],
      state: 'open',
    },
    repository: { id: 1, name: 'reports', owner: { login: 'bench', type: 'Organization' } },
    sender: { login: 'reporter', type: 'User' },
    installation: { id: 100 },
  };
}
