/** What a reporter wrote is harmless where we repeat it: no secret, no mention, no reference, no markup. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanReply } from '../src/core/reply/clean-reply.js';
import { neutralise, plainValue, quoteInline } from '../src/core/reply/neutralise.js';
import { redact } from '../src/core/reply/redact.js';

describe('a secret', () => {
  // Put together here so that no scanner takes this file for a leak.
  const random = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5';
  it.each([
    ['a GitHub token', `ghp_${random}`, 'GitHub token'],
    ['an installation token', `ghs_${random}`, 'GitHub token'],
    ['a fine-grained token', `github_pat_${random}_${random}`, 'GitHub token'],
    ['an AWS key', `AKIA${'Q7ZX'.repeat(4)}`, 'AWS key'],
    ['a JSON web token', `eyJ${random}.${random}.${random}`, 'token'],
    ['an npm token', `npm_${random}`, 'token'],
    ['an e-mail address', 'jane.doe+bugs@mail.example.org', 'e-mail address'],
  ])('such as %s is taken out', (_name, secret, name) => {
    const clean = redact(`before ${secret} after`);
    expect(clean).toBe(`before [${name} removed] after`);
  });

  it.each([
    ['password=hunter2', 'password=[password removed]'],
    ['DB_PASSWORD: "two words"', 'DB_PASSWORD: [password removed]'],
    ["api_key = 'abc123'", 'api_key = [password removed]'],
    ['https://root:s3cret@host.example/x', 'https://root:[password removed]@host.example/x'],
    ['Authorization: Bearer abcdef.ghijkl', 'Authorization: Bearer [token removed]'],
    [`aws_secret_access_key = ${'k'.repeat(40)}`, 'aws_secret_access_key = [AWS secret removed]'],
  ])('%s keeps its name', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it('that is a private key is taken out with all of its lines, closed or not', () => {
    const lines = `${'QUJD'.repeat(16)}\n`.repeat(20);
    const begin = '-----BEGIN RSA PRIVATE KEY-----';
    expect(redact(`x ${begin}\n${lines}-----END RSA PRIVATE KEY----- y`)).toBe('x [private key removed] y');
    expect(redact(`x ${begin}\n${lines}`)).toBe('x [private key removed]');
  });

  it.each([
    'no secrets here: a=b',
    'dom0_mem=2G,max:2G',
    'kernel 3.2.0-24-generic',
    '[    1.0] xen: event 12',
  ])('is not seen in %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('is looked for without backtracking into trouble', () => {
    for (const text of [
      'a@'.repeat(100_000),
      '-----BEGIN PRIVATE KEY-----'.repeat(20_000),
      'password'.repeat(50_000),
      'eyJ.'.repeat(100_000),
    ]) {
      expect(redact(text).length).toBeGreaterThan(0);
    }
  });
});

describe('a reporter who mentions', () => {
  it.each(['@octocat', 'ping @org/team now', '(@a)', 'x@y', '@-'])('%s pings nobody', (text) => {
    expect(neutralise(text)).not.toMatch(/@[A-Za-z0-9-]/);
  });

  it.each(['#12', 'see GH-7', 'owner/repo#3', 'fixes #1, closes #2'])('%s links nothing', (text) => {
    expect(neutralise(text)).not.toMatch(/#\d|\bGH-\d/i);
  });

  it.each([
    'https://github.com/o/r/issues/1',
    'http://ghe.example/o/r/pull/9',
    'https://github.com/o/r/commit/abc',
  ])('%s leaves no trace on that page', (text) => {
    expect(neutralise(text)).not.toMatch(/https?:\/\/[a-z]/i);
  });

  it('is shown as written apart from characters that nobody sees', () => {
    const text = '@octocat fixes #12';
    expect(neutralise(text).replaceAll('\u200b', '')).toBe(text);
  });
});

describe('a quote', () => {
  it('is a code span that its own backticks cannot close', () => {
    expect(quoteInline('plain')).toBe('`plain`');
    expect(quoteInline('a `b` c')).toBe('``a `b` c``');
    expect(quoteInline('``` fence')).toBe('```` ``` fence ````');
  });

  it('is one line, without control characters, of bounded length', () => {
    const quote = quoteInline(`a\n\u0000b\u202e\u2028c ${'x'.repeat(1000)}`);
    for (const bad of ['\n', '\u0000', '\u2028', '\u202e']) expect(quote).not.toContain(bad);
    expect(quote.length).toBeLessThan(260);
  });

  it('cannot break out of its line or its span, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const quote = quoteInline(text);
        expect(quote).not.toMatch(/[\r\n]/);
        const longest = (run: string) =>
          Math.max(0, ...(run.match(/`+/g) ?? []).map((ticks) => ticks.length));
        const fence = /^`*/.exec(quote)?.[0].length ?? 0;
        expect(quote === '' || fence > longest(text.replace(/[^`]+/g, ' '))).toBe(true);
        expect(quote.endsWith('`'.repeat(fence))).toBe(true);
      }),
    );
  });
});

describe('a value that was read from a report', () => {
  it.each([
    ['3.2.0-24-generic', '3.2.0-24-generic'],
    ['dom0_mem=2G,max:2G', 'dom0_mem=2G,max:2G'],
    ['<img src=x>', 'img src=x'],
    ['[x](http://evil.example)', 'x(http:evil.example)'],
    ['@octocat #12 `code` *bold*', 'octocat 12 code bold'],
    ['www.evil.example', 'wwwevil.example'],
  ])('%s is said as %s', (value, said) => {
    expect(plainValue(value)).toBe(said);
  });

  it('is cut where it goes on and on', () => {
    expect(plainValue('9'.repeat(500))).toHaveLength(80);
  });
});

describe('a reply that a person edited', () => {
  const key = `ghp_${'aB3dE5gH7jK9mN1p'.repeat(2)}`;
  const report = 'I am jane@example.org, my password=hunter2, and mail root@host.example';

  it.each([
    ['a token', `Use ${key} then.`, 'Use [GitHub token removed] then.', ['GitHub token']],
    [
      'a password',
      'Start it with password=swordfish',
      'Start it with password=[password removed]',
      ['password'],
    ],
    [
      'the reporter’s password',
      'You wrote password=hunter2.',
      'You wrote password=[password removed]',
      ['password'],
    ],
    [
      'the reporter’s address',
      'Hello JANE@example.org',
      'Hello [e-mail address removed]',
      ['e-mail address'],
    ],
  ])('says no more than what hides %s', (_name, written, text, removed) => {
    expect(cleanReply(written, 'As drafted.', [report])).toEqual({ text, removed });
  });

  it('loses a private key with all of its lines', () => {
    const written = `Look:\n-----BEGIN OPENSSH PRIVATE KEY-----\n${'QUJD'.repeat(20)}\n-----END OPENSSH PRIVATE KEY-----\nso.`;
    expect(cleanReply(written, '', []).text).toBe('Look:\n[private key removed]\nso.');
  });

  it.each([
    'Write to security@project.example about it.',
    'Set `password=<your password>` and `api_key=$API_KEY`.',
    'token: your-token-here',
    'Nothing to hide: dom0_mem=2G, @octocat, #12',
  ])('keeps what a maintainer means: %s', (written) => {
    expect(cleanReply(written, 'As drafted.', [report])).toEqual({ text: written, removed: [] });
  });

  it('keeps what Dejabug drafted from the rule’s own words', () => {
    const drafted = 'Set passwd=none in grub, or ask xen-devel@lists.example.';
    expect(cleanReply(`Hello. ${drafted}`, drafted, [report]).removed).toEqual([]);
  });
});
