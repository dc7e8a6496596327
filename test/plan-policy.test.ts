/** What a repository's policy may say, and what is said about one that cannot be followed. */

import { describe, expect, it } from 'vitest';
import { durationMs } from '../src/core/rules/duration.js';
import { policyJsonSchema } from '../src/core/rules/json-schema.js';
import { defaultPolicy, modeFor, readPolicy } from '../src/core/rules/policy.js';
import { policyPage } from '../src/core/rules/policy-docs.js';

const ids = ['dell-boot', 'xen-platform-pci'];

function reasonsOf(value: unknown): string {
  const reading = readPolicy(value, ids);
  return reading.ok ? '' : reading.reasons.join('\n');
}

describe('a policy', () => {
  it('may be empty: the default suggests and posts nothing', () => {
    expect(readPolicy(null, ids)).toEqual({ ok: true, policy: defaultPolicy });
    expect(defaultPolicy.mode).toBe('suggest');
  });

  it('sets modes for all and for one known problem', () => {
    const reading = readPolicy({ mode: 'dry-run', problems: { 'dell-boot': { mode: 'auto' } } }, ids);
    if (!reading.ok) throw new Error(reading.reasons.join('\n'));
    expect(modeFor(reading.policy, 'dell-boot')).toBe('auto');
    expect(modeFor(reading.policy, 'xen-platform-pci')).toBe('dry-run');
    expect(modeFor(reading.policy, null)).toBe('dry-run');
  });

  const refused: ReadonlyArray<readonly [sentence: string, value: unknown, says: RegExp]> = [
    [
      'a misspelt key, with the one that was meant',
      { exempt_label: [] },
      /exempt_label: .*did you mean `exempt_labels`/,
    ],
    [
      'a misspelt key inside a section',
      { follow_up: { afer: '14d' } },
      /follow_up\.afer: .*did you mean `after`/,
    ],
    [
      'a misspelt known problem',
      { problems: { 'dell-bot': { mode: 'off' } } },
      /`dell-bot`; did you mean `dell-boot`/,
    ],
    ['an unknown mode', { mode: 'loud' }, /mode: .*suggest/],
    [
      'a misspelt setting of a known problem',
      { problems: { 'dell-boot': { mod: 'off' } } },
      /problems\.dell-boot\.mod: .*did you mean `mode`/,
    ],
    [
      'a duration without unit',
      { follow_up: { after: '14' } },
      /follow_up\.after: must be a number and h, d or w/,
    ],
    ['a list', ['mode'], /expected object/i],
    ['a text', 'suggest', /expected object/i],
  ];
  it.each(refused)('refuses %s', (_sentence, value, says) => {
    expect(reasonsOf(value)).toMatch(says);
  });

  it('names every mistake at once', () => {
    expect(reasonsOf({ mode: 'loud', colour: 1, follow_up: { after: 2 } }).split('\n')).toHaveLength(3);
  });

  it.each([
    ['36h', 36 * 3_600_000],
    ['14d', 14 * 86_400_000],
    ['2w', 14 * 86_400_000],
  ])('reads the duration %s', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });
});

it('docs/policy.md names every key', async () => {
  await expect(policyPage()).toMatchFileSnapshot('../docs/policy.md');
});

it('rules/policy.schema.json knows every key', async () => {
  await expect(policyJsonSchema()).toMatchFileSnapshot('../rules/policy.schema.json');
});
