/** What the desk shows of policies: read once a minute, the repository's own known problems with them. */

import { describe, expect, it } from 'vitest';
import { knownPolicies } from '../src/app/known-policies.js';
import { openPack } from '../src/entry/open-pack.js';
import { silentLog } from './backends.js';
import { policyWith } from './plan-fixtures.js';

const ref = { installationId: 1, owner: 'Xen-on-Linux', repo: 'reports' };

describe('the policies that the desk shows', () => {
  it('are read once a minute, with the known problems that they choose', async () => {
    const shipped = await openPack();
    const chosen = { ...shipped, problems: shipped.problems.slice(0, 1) };
    let now = 0;
    let reads = 0;
    const known = knownPolicies(
      async () => {
        reads += 1;
        return { ok: true, policy: policyWith({ mode: 'auto' }), pack: chosen };
      },
      { now: () => now },
      silentLog,
    );
    expect(await known.packOf(ref)).toBe(chosen);
    expect((await known.of({ ...ref, owner: 'xen-on-linux' })).mode).toBe('auto');
    expect(reads).toBe(1);
    now = 60_000;
    await known.packOf(ref);
    expect(reads).toBe(2);
  });

  it('are the default without known problems of their own where GitHub does not answer, and are asked for again', async () => {
    let reads = 0;
    const known = knownPolicies(
      async () => {
        reads += 1;
        throw new Error('no answer');
      },
      { now: () => 0 },
      silentLog,
    );
    expect(await known.packOf(ref)).toBeNull();
    expect((await known.of(ref)).mode).toBe('suggest');
    expect(reads).toBe(2);
  });
});
