/** Replies: they say what holds for this reporter, and a template that could fail is refused when it is loaded. */

import { describe, expect, it } from 'vitest';
import { assess, needsHuman } from '../src/core/assess.js';
import { checkReply } from '../src/core/reply/check-reply.js';
import { lostDisk, packOf, problemWith } from './known-problem-fixtures.js';

const fixedInLinux = [
  {
    id: 'kernel',
    says: 'A newer kernel has the fix.',
    fixed_in: { component: 'linux', version: '5.14', how: 'Please upgrade.' },
    sources: ['docs'],
  },
];

function answer(change: Record<string, unknown>, more = '', nursery = false) {
  const report = { ...lostDisk, body: `${lostDisk.body}\n\n${more}`, author: 'octocat' };
  return assess(report, packOf(problemWith(change, nursery)));
}

describe('a reply', () => {
  it('quotes what gave it away', () => {
    const { reply, labels } = answer({});
    expect(reply).toContain('- There was no driver. `[ 1.0] blk: no driver for vbd/51712`');
    expect(labels.map(({ name }) => name)).toEqual(['known: lost-disk']);
  });

  it('names the fixed version to somebody who runs an older one', () => {
    const { reply, fix } = answer({ fix: fixedInLinux }, 'The guest runs Linux 4.19.5.');
    expect(fix).toMatchObject({ status: 'fixed-in', reported: '4.19.5' });
    expect(reply).toContain('It is fixed in Linux 5.14; the report names 4.19.5. Please upgrade.');
  });

  it('never asks somebody to upgrade who runs the fix: that goes to a person', () => {
    const { reply, fix, labels } = answer({ fix: fixedInLinux }, 'The guest runs Linux 6.1.7.');
    expect(fix?.status).toBe('regression?');
    expect(labels).toEqual([expect.objectContaining({ name: 'known: lost-disk' }), needsHuman]);
    expect(reply).not.toMatch(/upgrade|fixed in/i);
    expect(reply).toContain('6.1.7');
    expect(reply).toContain('a person must look');
  });

  it('goes by the version that fails, not by the one that worked', () => {
    const more = 'It fails with kernel 6.1.7, and worked with kernel 4.19.5.';
    expect(answer({ fix: fixedInLinux }, more).fix).toMatchObject({
      status: 'regression?',
      reported: '6.1.7',
    });
  });

  it('asks where the version is not known, and does not claim', () => {
    const { reply, missing } = answer({
      fix: fixedInLinux,
      reply: "{% include 'fix' %}\n{% include 'questions' %}",
    });
    expect(missing.map(({ id }) => id)).toEqual(['linux-version']);
    expect(reply).toContain('does not show whether');
    expect(reply).toContain('uname -r');
  });

  it('links verified sources only', () => {
    const sources = [
      { id: 'docs', url: 'https://example.org/read', says: 'Read.', verified: true },
      { id: 'rumour', url: 'https://example.org/unread', says: 'Unread.', verified: false },
    ];
    const { reply } = answer({ sources, reply: "{% include 'sources' %}" });
    expect(reply).toContain('https://example.org/read');
    expect(reply).not.toContain('unread');
  });

  it('carries nothing of the reporter that acts: mentions, references, secrets, markup', () => {
    const signals = [
      { id: 'guest', says: 'It is a guest.', role: 'guest', pattern: 'xen guest', weight: 4 },
      { id: 'loss', says: 'It is lost.', role: 'loss', pattern: 'disk gone', weight: 4 },
    ];
    const body =
      'xen guest: disk gone @octocat fixes #1 `</code><img src=x>` password=hunter2 [a](http://evil.example)';
    const { reply } = assess({ title: 'x', body }, packOf(problemWith({ signals })));
    expect(reply).toContain('xen guest');
    expect(reply).not.toMatch(/@octocat|#1|hunter2/);
    expect(reply).toContain('``xen guest');
  });

  it('is there for a suggestion, without labels', () => {
    const { classification, labels, reply } = answer({}, '', true);
    expect(classification.decision).toBe('suggest');
    expect(labels).toEqual([]);
    expect(reply).not.toBeNull();
  });

  it('is absent where nothing was recognised', () => {
    const nothing = assess({ title: 'A colour', body: 'Make it green.' }, packOf(problemWith()));
    expect(nothing).toMatchObject({ fix: null, missing: [], labels: [], reply: null });
  });

  it('knows facts and components', () => {
    const { reply } = answer(
      {
        components: [{ name: 'dracut', pattern: 'dracut[- ]([0-9]+)' }],
        reply:
          '{% if facts.linux %}Linux {{ facts.linux }}{% endif %} dracut {{ facts.dracut }} {{ reporter }}',
      },
      'Linux 4.19.5 with dracut-055 here.',
    );
    expect(reply).toBe('Linux 4.19.5 dracut 055 octocat\n');
  });
});

describe('a template that could fail', () => {
  it.each([
    ['an unknown variable', '{{ fix.stauts }}', 'did you mean `fix.status`'],
    [
      'an unknown variable in a branch that no trial takes',
      '{% if facts.xen == "x" %}{{ nobody }}{% endif %}',
      'unknown variable',
    ],
    ['an unclosed tag', '{% if reporter %}x', 'does not work'],
    ['an unknown filter', '{{ reporter | shout }}', 'does not work'],
    ['a filter that reads the clock', '{{ "now" | date: "%s" }}', 'does not work'],
    ['an unknown part', "{% include 'nothing' %}", 'does not work'],
    ['a tag that reads files', "{% layout '/etc/passwd' %}", 'does not work'],
    [
      'an endless loop',
      '{% for i in (1..100000) %}{% for j in (1..100000) %}x{% endfor %}{% endfor %}',
      'does not work',
    ],
  ])('is refused: %s', (_name, reply, why) => {
    const findings = checkReply(problemWith({ reply }));
    expect(findings).toHaveLength(1);
    expect(`${findings[0]?.problem} ${findings[0]?.instead}`).toContain(why);
  });

  it('is not one that uses every part', () => {
    const reply =
      "{% include 'evidence' %}{% include 'fix' %}{% include 'questions' %}{% include 'sources' %}{{ link.docs }}";
    expect(checkReply(problemWith({ reply }))).toEqual([]);
  });
});
