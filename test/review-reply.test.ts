/** What a maintainer types: replies and reasons accepted or refused, and the reply rendered without letting markup through. */

import { describe, expect, it } from 'vitest';
import { readTypedReason } from '../src/app/review-rejection.js';
import { readTypedReply, replyLimit } from '../src/app/review-reply.js';
import { planApproval } from '../src/core/plan/plan-approval.js';
import { mentionsIn, renderReply, renderSentence } from '../src/entry/web/render-reply.js';
import { returnPath } from '../src/entry/web/return-path.js';
import { draftOf, issueWith } from './plan-fixtures.js';

describe('a typed reply', () => {
  it('is no edit when only line ends and outer white space differ, as browsers send them', () => {
    expect(readTypedReply(' one\r\ntwo\r\n', 'one\ntwo')).toEqual({ kind: 'reply', edited: null });
    expect(readTypedReply(undefined, 'one')).toEqual({ kind: 'reply', edited: null });
  });

  it('is kept as typed, mentions included', () => {
    expect(readTypedReply('ask @octocat', 'one')).toEqual({ kind: 'reply', edited: 'ask @octocat' });
  });

  it.each(['', ' \r\n\t '])('is refused when nothing is in it: %j', (typed) => {
    expect(readTypedReply(typed, 'one')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('empty'),
    });
  });

  it('may be as long as the limit, and that much is really posted', () => {
    const longest = 'x'.repeat(replyLimit);
    expect(readTypedReply(longest, 'one')).toEqual({ kind: 'reply', edited: longest });
    expect(readTypedReply(`${longest}x`, 'one')).toMatchObject({
      kind: 'refused',
      problem: expect.stringContaining('65,001'),
    });
    const plan = planApproval({
      issue: issueWith(),
      issueNumber: 12,
      draft: draftOf('dell-boot', 'approved', { editedReply: longest }),
      botLogin: 'dejabug[bot]',
      problems: [],
      conversation: null,
    });
    expect(plan.actions).toMatchObject([{ kind: 'post-comment', body: longest }]);
  });
});

describe('a typed reason', () => {
  it.each([
    ['wrong-problem', '', 'wrong problem', 'wrong-problem', ''],
    ['wrong problem', 'it is KVM', 'wrong problem: it is KVM', 'wrong-problem', 'it is KVM'],
    ['other', '', 'other', 'other', ''],
    ['the user found it', '', 'other: the user found it', 'other', 'the user found it'],
  ])('%j with note %j is kept as %j', (reason, note, kept, id, counted) => {
    expect(readTypedReason(reason, note)).toEqual({ kind: 'reason', reason: kept, id, note: counted });
  });

  it('is refused when it is missing or endless', () => {
    expect(readTypedReason('', ' ')).toMatchObject({ kind: 'refused' });
    expect(readTypedReason('other', 'x'.repeat(1_001))).toMatchObject({ kind: 'refused' });
  });
});

describe('a rendered reply', () => {
  it('has tables, code, line breaks and bare links as GitHub has them', () => {
    const html = renderReply(
      'a\nb\n\n|x|y|\n|-|-|\n|1|2|\n\n```sh\nxl list\n```\n\nhttps://xenproject.org and example.com',
    );
    expect(html).toContain('a<br>');
    expect(html).toContain('<table>');
    expect(html).toContain('xl list');
    expect(html).toContain('<a href="https://xenproject.org" rel="nofollow noopener noreferrer">');
    expect(html).not.toContain('href="http://example.com"');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](data:text/html,<script>alert(1)</script>)',
    '![a](javascript:alert(1))',
    '![" onload="alert(1)](https://host/x.png)',
    '[a](https://host "onmouseover=alert(1)")',
    '<a href="vbscript:x">a</a>',
    '`<script>`',
  ])('lets no markup or scheme through: %s', (reply) => {
    const html = renderReply(reply);
    expect(html).not.toMatch(/<(?!\/?(?:p|a|code)[ >])/);
    expect(html).not.toMatch(/href="(?!https:\/\/host)/);
    expect(html).not.toMatch(/<[^>]*\s(?:on\w+|src|style)=/);
  });

  it('links images instead of loading them', () => {
    expect(renderReply('![a map](https://host/x.png)')).toContain('>Image: a map</a>');
    expect(renderReply('![a map](https://host/x.png)')).not.toContain('<img');
  });

  it('names whom a comment would notify, outside code and addresses', () => {
    const reply =
      'hi @octocat and @acme/team, not `@code`, not me@example.org\n\n    @indented\n\n@Octocat @\u200bquiet';
    expect(mentionsIn(reply)).toEqual(['Octocat', 'acme/team']);
  });

  it('keeps a sentence of a rule inline', () => {
    expect(renderSentence('see `xl list` <b>')).toBe('see <code>xl list</code> &lt;b&gt;');
  });
});

describe('the way back after signing in', () => {
  it.each([
    ['/review', '/review'],
    ['/review?state=all&category=a%20b', '/review?state=all&category=a%20b'],
    ['/review/drafts/1-2', '/review/drafts/1-2'],
    [undefined, '/review'],
    ['https://evil.example/review', '/review'],
    ['//evil.example/review', '/review'],
    ['/\\evil.example/review', '/review'],
    ['\\\\evil.example/review', '/review'],
    ['/review/..//evil.example', '/review'],
    ['/review/../login', '/review'],
    ['/reviewer', '/review'],
    ['javascript:alert(1)', '/review'],
    ['/\t/evil.example', '/review'],
    ['http://', '/review'],
  ])('%j leads to %j', (asked, path) => {
    expect(returnPath(asked)).toBe(path);
  });

  it('cannot break the header', () => {
    expect(returnPath('/review?a=b\r\nSet-Cookie: x=y')).not.toMatch(/[\r\n]/);
  });
});
