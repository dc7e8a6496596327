/** The crash harness in its short form, on each backend: processes are killed, GitHub fails, and nothing is lost or said twice. */

import { expect, it } from 'vitest';
import { paceComplaints } from './chaos/pace-verdict.js';
import { backends } from './chaos/place.js';
import { runChaos } from './chaos/run.js';

it.each(backends)(
  'nothing is lost or doubled when processes die on %s',
  { timeout: 480_000 },
  async (backend) => {
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
      writeLimits: null,
      slow: 1,
    });
    expect(report).toMatchObject({ lost: [], doubled: [], wrong: [], unsettled: [], deaths: [], ok: true });
  },
);

it('the harness sees limits on writes that are broken', () => {
  const limits = { gapMs: 100, perMinute: 3, perHour: 10 };
  const kept = [0, 100, 200, 60_000, 60_100];
  expect(paceComplaints({ arrived: kept, turns: kept }, limits)).toEqual([]);
  const crowded = [0, 100, 200, 59_999];
  expect(paceComplaints({ arrived: [], turns: crowded }, limits)).toEqual([
    '4 turns within 60000 ms, and not 3',
  ]);
  const close = [0, 99];
  expect(paceComplaints({ arrived: [], turns: close }, limits)).toEqual(['2 turns within 100 ms, and not 1']);
  expect(paceComplaints({ arrived: [0], turns: [] }, limits)).toEqual([
    '1 writes came in, and only 0 turns were taken',
  ]);
  expect(paceComplaints({ arrived: [0, 1, 2, 3], turns: kept }, limits)).toHaveLength(1);
});
