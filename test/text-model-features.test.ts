/** How the text model reads a report: its split into segments, its tokens, and the features made of them. */

import { describe, expect, it } from 'vitest';
import { compileCues, cueNames } from '../src/core/classify/text-model/cues.js';
import { FeatureExtractor, views } from '../src/core/classify/text-model/extract.js';
import { join } from '../src/core/classify/text-model/hash.js';
import { segment, segmentKinds } from '../src/core/classify/text-model/segments.js';
import { Tokens, tokenize } from '../src/core/classify/text-model/tokens.js';

function segmentsOf(title: string, body: string) {
  const text = `${title}\n${body}`;
  return segment(text, title.length).list.map(({ kind, from, to }) => [
    segmentKinds[kind],
    text.slice(from, to),
  ]);
}

function tokensOf(text: string) {
  const tokens = new Tokens();
  tokenize(text, 0, text.length, tokens);
  return Array.from({ length: tokens.count }, (_, at) => ({
    text: text.slice(tokens.from[at], tokens.to[at]),
    hash: tokens.hash[at],
    stem: tokens.stem[at],
  }));
}

/** Features of a report as text, by the name of their view. */
function featuresOf(title: string, body: string, view: string): string[] {
  const extractor = new FeatureExtractor();
  const text = extractor.extract({ title, body });
  const { features } = extractor;
  const wanted = views.findIndex(({ name }) => name === view);
  return Array.from({ length: features.count }, (_, at) => at)
    .filter((at) => features.view[at] === wanted)
    .map((at) => text.slice(features.from[at], features.to[at]));
}

describe('segments', () => {
  it('tell title, heading, prose, code, log and comment apart', () => {
    const body = [
      '### Steps',
      '**Version**',
      'I start it.',
      '<!-- Fill in the steps -->',
      '```js',
      'run()',
      '```',
      '[    1.234567] xen: booting',
      'done <!-- a note',
      'over two lines --> and on',
    ].join('\n');
    expect(segmentsOf('It stops', body)).toEqual([
      ['title', 'It stops'],
      ['heading', 'Steps'],
      ['heading', 'Version'],
      ['prose', 'I start it.'],
      ['comment', ' Fill in the steps '],
      ['fence', '```js'],
      ['code', 'run()'],
      ['log', '[    1.234567] xen: booting'],
      ['prose', 'done'],
      ['comment', ' a note'],
      ['comment', 'over two lines '],
      ['prose', 'and on'],
    ]);
  });

  it('keep a heading inside a fence as code, and a code span that looks like a fence as one line', () => {
    expect(segmentsOf('t', '~~~\n# no heading\n~~~\n```one line```\nprose')).toEqual([
      ['title', 't'],
      ['fence', '~~~'],
      ['code', '# no heading'],
      ['fence', '```one line```'],
      ['prose', 'prose'],
    ]);
  });

  it('read Windows line ends like others', () => {
    expect(segmentsOf('t', '# A\r\nb\r\n')).toEqual(segmentsOf('t', '# A\nb\n'));
  });
});

describe('tokens', () => {
  it('are words, numbers and marks, with their place', () => {
    expect(tokensOf("It doesn't work, why?! 42").map(({ text }) => text)).toEqual([
      'It',
      "doesn't",
      'work',
      'why',
      '?!',
      '42',
    ]);
  });

  it('count alike in any case, with a typographic apostrophe, and numbers of one length', () => {
    const [small, large, plain, curly, one, other] = tokensOf("crash CRASH can't can’t 17 99");
    expect(small?.hash).toBe(large?.hash);
    expect(plain?.hash).toBe(curly?.hash);
    expect(one?.hash).toBe(other?.hash);
  });

  it('share a stem across the usual endings', () => {
    const [base, plural, past, other] = tokensOf('boot boots booted boat');
    expect(new Set([base?.stem, plural?.stem, past?.stem]).size).toBe(1);
    expect(other?.stem).not.toBe(base?.stem);
  });

  it('take scripts without spaces character by character', () => {
    expect(tokensOf('起動しない').map(({ text }) => text)).toEqual(['起', '動', 'し', 'な', 'い']);
  });
});

describe('features', () => {
  it('of a title are its words and pairs of words, its opening and its prefix', () => {
    expect(featuresOf('rpc: add timeout', '', 'title words')).toEqual([
      'rpc',
      'rpc: add',
      'add',
      'add timeout',
      'timeout',
    ]);
    expect(featuresOf('rpc: add timeout', '', 'title opening')).toContain('rpc:');
  });

  it('of a form are the headings and the short answers below them', () => {
    const body = '### Operating system\n\nDebian 12\n\n### Details\n\nIt is a long story.';
    expect(featuresOf('t', body, 'headings')).toContain('Operating system');
    expect(featuresOf('t', body, 'form fields')).toContain('Debian 12');
  });

  it('of one view differ from the same words in another', () => {
    const extractor = new FeatureExtractor();
    extractor.extract({ title: 'crash', body: 'crash' });
    const { features } = extractor;
    const words = ['title words', 'prose words', 'all words'].map((name) => {
      const view = views.findIndex((each) => each.name === name);
      return features.hash[features.view.indexOf(view)];
    });
    expect(new Set(words).size).toBe(3);
  });

  it('stop growing on a text of any length', () => {
    const count = (length: number) => {
      const extractor = new FeatureExtractor();
      extractor.extract({ title: 't', body: 'Some words of a log line.\n'.repeat(length) });
      return extractor.features.count;
    };
    expect(count(40_000)).toBe(count(4_000));
  });
});

describe('cues', () => {
  it('know a phrase by its words, whatever their case and ending', () => {
    const { phrases, cues } = compileCues();
    const cuesOf = (text: string) => {
      const tokens = tokensOf(text);
      const hash = tokens
        .slice(1)
        .reduce((joined, token) => join(joined, token.hash ?? 0), tokens[0]?.hash ?? 0);
      return (cues[phrases.find(hash)] ?? []).map((cue) => cueNames[cue]);
    };
    expect(cuesOf('Crashed')).toContain('crash');
    expect(cuesOf('Segmentation fault')).toContain('crash');
    expect(cuesOf("doesn't work")).toContain('notWorking');
    expect(cuesOf('would be nice')).toContain('wish');
    expect(cuesOf('hypervisor')).toEqual([]);
  });

  it('are found in the title and in the body', () => {
    const extractor = new FeatureExtractor();
    const count = (title: string, body: string) => {
      extractor.extract({ title, body });
      const view = views.findIndex(({ name }) => name === 'cues');
      const { features } = extractor;
      return features.view.subarray(0, features.count).filter((each) => each === view).length;
    };
    expect(count('zzz', 'zzz')).toBe(0);
    expect(count('segmentation fault', 'zzz')).toBeGreaterThan(0);
    expect(count('zzz', 'It would be nice.')).toBeGreaterThan(0);
  });
});
