/** The crash harness in its short form, on each backend: processes are killed, GitHub fails, and nothing is lost or said twice. */

import { expect, it } from 'vitest';
import { backends } from './chaos/place.js';
import { runChaos } from './chaos/run.js';

it.each(backends)('nothing is lost or doubled when processes die on %s', async (backend) => {
  const report = await runChaos({
    seed: 20_261_122,
    backend,
    issues: 12,
    deliveries: 48,
    seconds: 12,
    kills: backend === 'embedded' ? 2 : 5,
    faultRate: 0.04,
    settleSeconds: 150,
    quietSeconds: 7,
  });
  expect(report).toMatchObject({ lost: [], doubled: [], wrong: [], unsettled: [], deaths: [], ok: true });
});
