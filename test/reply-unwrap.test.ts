import { describe, expect, it } from 'vitest';
import { unwrapParagraphs } from '../src/core/reply/unwrap.js';

describe('unwrapParagraphs', () => {
  it('joins the lines of a paragraph, because a comment would show each end as a break', () => {
    expect(unwrapParagraphs('One sentence that\nwas wrapped\nfor its author.\n\nNext.\n')).toBe(
      'One sentence that was wrapped for its author.\n\nNext.\n',
    );
  });

  it('joins list items and quotes and keeps them apart', () => {
    expect(unwrapParagraphs('* first\n  goes on\n* second\n\n> said\n> before\n')).toBe(
      '* first goes on\n* second\n\n> said before\n',
    );
  });

  it('leaves code and tables alone', () => {
    const text = '```sh\na\nb\n```\n\n    c\n    d\n\n| x | y |\n|---|---|\n| 1 | 2 |\n';
    expect(unwrapParagraphs(text)).toBe(text);
  });

  it('keeps a break that is meant', () => {
    expect(unwrapParagraphs('one  \ntwo\\\nthree\nfour\n')).toBe('one  \ntwo\\\nthree four\n');
  });

  it('changes nothing the second time', () => {
    const once = unwrapParagraphs('a\nb\n\n- c\n  d\n  - e\n    f\n');
    expect(once).toBe('a b\n\n- c d\n  - e f\n');
    expect(unwrapParagraphs(once)).toBe(once);
  });
});
