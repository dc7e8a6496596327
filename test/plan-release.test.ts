/** Which release is news to whom: versions out of tags, lines, test versions, distributions, and nobody told twice. */

import { describe, expect, it } from 'vitest';
import { planRelease, type ReleaseQuestion, releaseKey } from '../src/core/plan/plan-release.js';
import { bringsFix, type Release, readRelease } from '../src/core/plan/release-version.js';
import type { FixStatus } from '../src/core/reply/fix-status.js';
import { defaultPolicy } from '../src/core/rules/policy.js';
import { alice, bot, day, draftOf, issueWith, labelEvent, now, policyWith } from './plan-fixtures.js';

function release(
  tag: string,
  change: { component?: string; pre?: boolean; distribution?: string } = {},
): Release {
  const read = readRelease(
    change.component ?? 'linux',
    tag,
    change.pre ?? false,
    change.distribution ?? null,
  );
  if (read === null) throw new Error(`${tag} names no version`);
  return read;
}

describe('a tag', () => {
  it.each([
    ['3.2', '3.2', '3.2', 'stable'],
    ['v3.2', '3.2', '3.2', 'stable'],
    ['v6.6.8', '6.6.8', '6.6', 'stable'],
    ['v3.2-rc1', '3.2-rc1', '3.2', 'test'],
    ['RELEASE-4.17.0', '4.17.0', '4.17', 'stable'],
    ['RELEASE-4.17.0-rc3', '4.17.0-rc3', '4.17', 'test'],
    ['dracut-056', '056', '56', 'stable'],
    ['project2-1.0-beta2', '1.0-beta2', '1.0', 'test'],
    ['releases/2.5.1', '2.5.1', '2.5', 'stable'],
    ['go1.22.3', '1.22.3', '1.22', 'stable'],
    ['5.10.46-4', '5.10.46-4', '5.10', 'stable'],
    ['3.2~rc7-1~experimental.1', '3.2~rc7-1~experimental.1', '3.2', 'test'],
  ])('%s is read as %s of line %s, %s', (tag, version, line, stage) => {
    expect(readRelease('linux', tag, false)).toMatchObject({ version, line, stage });
  });

  it("is a test version where GitHub's mark says so", () => {
    expect(release('v3.2', { pre: true }).stage).toBe('test');
  });

  it.each(['nightly', '', 'latest', 'v', '-'.repeat(100_000)])('such as %j names no version', (tag) => {
    expect(readRelease('linux', tag, false)).toBeNull();
  });
});

describe('a release', () => {
  it.each([
    ['v3.2', '3.2', true],
    ['v3.2.1', '3.2', true],
    ['v3.2-rc1', '3.2', true],
    ['v3.2-rc1', '3.2-rc3', false],
    ['v3.2-rc4', '3.2-rc3', true],
    ['v3.1.10', '3.2', false],
    ['v3.3', '3.2', false],
    ['v6.19', '3.2', false],
    ['v6.6.7', '6.6.8', false],
    ['v6.6.8', '6.6.8', true],
    ['3.2.0-24-generic', '3.2', true],
    ['056', '056', true],
    ['057', '056', false],
  ])('%s brings what came with %s: %s', (tag, version, brings) => {
    expect(bringsFix(release(tag), { component: 'linux', version })).toBe(brings);
  });

  it('of something else brings nothing', () => {
    expect(bringsFix(release('4.11', { component: 'xen' }), { component: 'linux', version: '4.11' })).toBe(
      false,
    );
  });
});

const older: FixStatus = {
  status: 'fixed-in',
  component: 'linux',
  reported: '3.1',
  fixedIn: '3.2',
  because: 'Linux 3.1 is older.',
};
const problem = {
  category: 'dell-boot',
  label: 'known: dell-boot',
  followUp: null,
  fixes: [{ component: 'linux', version: '3.2' }],
};

function question(change: Partial<ReleaseQuestion> = {}): ReleaseQuestion {
  return {
    issue: issueWith(),
    issueNumber: 12,
    problem,
    release: release('v3.2'),
    batchId: 'batch',
    isSaidToFix: false,
    reporters: { fix: older, how: 'Update it.', distributions: ['debian 6'] },
    policy: defaultPolicy,
    botLogin: bot.login,
    now,
    drafts: [draftOf('dell-boot', 'posted')],
    ...change,
  };
}

describe('the author of an issue', () => {
  it('gets one draft of the news, for review, and a follow-up on the answer', () => {
    expect(planRelease(question()).actions).toMatchObject([
      {
        kind: 'save-draft',
        key: 'release:12:dell-boot:linux-3.2:stable',
        approved: false,
        draft: { purpose: 'release', batch: 'batch', reply: expect.stringContaining('**Linux 3.2** is out') },
      },
      { kind: 'schedule-follow-up', followUp: { kind: 'verify', dueAt: now + 14 * day } },
    ]);
  });

  it('is reviewed even where the mode is auto: it goes to many at once', () => {
    expect(planRelease(question({ policy: policyWith({ mode: 'auto' }) })).actions[0]).toMatchObject({
      approved: false,
    });
  });

  it('is told of a test version only where the policy wants that, and told that it is one', () => {
    const test = { release: release('v3.2-rc1') };
    expect(planRelease(question(test)).actions).toEqual([]);
    const policy = policyWith({ follow_up: { ...defaultPolicy.follow_up, prereleases: true } });
    const [draft] = planRelease(question({ ...test, policy })).actions;
    expect(draft).toMatchObject({
      key: 'release:12:dell-boot:linux-3.2:test',
      draft: { reply: expect.stringMatching(/Linux 3\.2-rc1.*test version/s) },
    });
  });

  it('gets the same key from every release of a line, so that nobody is told twice', () => {
    const keys = ['v3.2', 'v3.2.1', '3.2.0-24-generic'].map((tag) => releaseKey(release(tag)));
    expect(new Set(keys).size).toBe(1);
    expect(releaseKey(release('v3.2', { distribution: 'Debian 6' }))).toBe('linux-3.2-debian-6:stable');
  });

  it("hears of a distribution's build only where the report names it, even of a backport by its name", () => {
    const build = { release: release('3.0.4-2', { distribution: 'debian' }), isSaidToFix: true };
    expect(planRelease(question(build)).actions[0]).toMatchObject({
      draft: { reply: expect.stringContaining("Debian's Linux 3.0.4-2") },
    });
    const elsewhere = { fix: older, how: null, distributions: ['fedora 16'] };
    expect(planRelease(question({ ...build, reporters: elsewhere })).actions).toEqual([]);
    expect(planRelease(question({ ...build, isSaidToFix: false })).actions).toEqual([]);
  });

  const rests: readonly (readonly [sentence: string, change: Partial<ReleaseQuestion>, reason: RegExp])[] = [
    ['the issue is gone', { issue: null }, /gone/],
    ['the issue is closed', { issue: issueWith({ state: 'closed' }) }, /closed/],
    ['the conversation is locked', { issue: issueWith({ locked: true }) }, /locked/],
    [
      'a person removed the label',
      { issue: issueWith({ labelEvents: [labelEvent('unlabeled', 'known: dell-boot', alice)] }) },
      /removed the label/,
    ],
    ['the policy exempts the author', { policy: policyWith({ exempt_people: ['reporter'] }) }, /exempts/],
    ['the mode is off', { policy: policyWith({ mode: 'off' }) }, /off/],
    ['the mode is dry-run', { policy: policyWith({ mode: 'dry-run' }) }, /dry-run/],
    ['the first reply still waits', { drafts: [draftOf('dell-boot', 'pending')] }, /first reply/],
    [
      'the author runs the fix already',
      { reporters: { fix: { ...older, status: 'regression?' }, how: null, distributions: [] } },
      /already/,
    ],
    [
      'their fix is another one',
      { reporters: { fix: { ...older, component: 'xen', fixedIn: '4.11' }, how: null, distributions: [] } },
      /not the one/,
    ],
    [
      'there is only a workaround for them',
      {
        reporters: {
          fix: { ...older, status: 'workaround', component: null, fixedIn: null },
          how: null,
          distributions: [],
        },
      },
      /not the one/,
    ],
    ['the release is older', { release: release('v3.1.9') }, /not the one/],
    [
      'the release is of a later line, which had the fix from the start',
      { release: release('v3.4') },
      /not the one/,
    ],
  ];
  it.each(rests)('is told nothing when %s', (_sentence, change, reason) => {
    const plan = planRelease(question(change));
    expect(plan.actions).toEqual([]);
    expect(plan.reasons.join(' ')).toMatch(reason);
  });
});
