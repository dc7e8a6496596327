/** The text model: what it learns, that it is the same every time, and that no text can break it. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelledReport } from '../src/core/classify/text-model/model.js';
import { TextScorer } from '../src/core/classify/text-model/score.js';
import { ModelRefused, openModel, storeModel } from '../src/core/classify/text-model/stored-model.js';
import { trainModel } from '../src/core/classify/text-model/train.js';
import { madeUpReports } from './text-model-fixtures.js';

const options = { trainedOn: 'made-up reports', date: '2026-01-02' };
const examples = madeUpReports(90, 1);
const model = trainModel(examples, options);
const scorer = new TextScorer(model);

describe('a trained model', () => {
  it('tells reports that it has not seen apart', () => {
    const unseen = madeUpReports(60, 2);
    const right = unseen.filter((report) => scorer.score(report).best === report.label);
    expect(right.length / unseen.length).toBeGreaterThan(0.95);
  });

  it('gives probabilities that sum to one, for every label', () => {
    const { probabilities } = scorer.score({ title: 'Please add a dark theme', body: '' });
    expect(Object.keys(probabilities)).toEqual(['bug', 'feature', 'question']);
    const total = Object.values(probabilities).reduce((sum, chance) => sum + chance, 0);
    expect(total).toBeCloseTo(1, 9);
  });

  it('is less sure of a text in which it knows nothing', () => {
    const known = Math.max(
      ...Object.values(scorer.score(examples[0] ?? { title: '', body: '' }).probabilities),
    );
    const foreign = { title: 'zyx wvu', body: 'qqq' };
    expect(Math.max(...Object.values(scorer.score(foreign).probabilities))).toBeLessThan(known);
  });

  it('says where it comes from', () => {
    expect(model.provenance).toMatchObject({
      trainedOn: 'made-up reports',
      date: '2026-01-02',
      examples: 90,
      perLabel: { bug: 30, feature: 30, question: 30 },
    });
  });

  it('names the words that weighed most, as the reporter wrote them', () => {
    const report = { title: 'The exporter crashes', body: 'It would crash again and again with an error.' };
    const { best, words } = scorer.score(report, { words: 12 });
    expect(best).toBe('bug');
    expect(words).toHaveLength(12);
    expect(words.some(({ word, weight }) => word.includes('crash') && weight > 0)).toBe(true);
    const sizes = words.map(({ weight }) => Math.abs(weight));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  });

  it('gives the same answer whatever was scored before', () => {
    const report = { title: 'How do I print?', body: 'Is there a way?' };
    const first = scorer.score(report);
    scorer.score({ title: 'x', body: 'The cache crashes. '.repeat(2000) });
    expect(scorer.score(report)).toEqual(first);
  });
});

describe('training', () => {
  it('gives the same model byte for byte from the same examples', () => {
    expect(storeModel(trainModel(examples, options))).toBe(storeModel(model));
  });

  it('records another fingerprint for other examples', () => {
    const changed = examples.with(0, { title: 'Changed', body: '', label: 'bug' });
    expect(trainModel(changed, options).provenance.fingerprint).not.toBe(model.provenance.fingerprint);
  });

  it('learns for a group what contradicts the others, and shares the rest', () => {
    const inGroup = (group: string, red: string, blue: string): LabelledReport[] =>
      Array.from({ length: 12 }, (_, index) => [
        { title: `red lamp ${index}`, body: 'The red lamp is lit.', label: red, group },
        { title: `blue lamp ${index}`, body: 'The blue lamp is lit.', label: blue, group },
      ]).flat();
    const divided = [
      ...inGroup('a', 'stop', 'go'),
      ...inGroup('b', 'stop', 'go'),
      ...inGroup('c', 'go', 'stop'),
    ];
    const grouped = new TextScorer(trainModel(divided, { ...options, freedom: 5 }));
    const red = { title: 'red lamp', body: 'The red lamp is lit.' };
    expect(grouped.score(red, { group: 'a' }).best).toBe('stop');
    expect(grouped.score(red, { group: 'c' }).best).toBe('go');
    expect(grouped.score(red, { group: 'never seen' }).best).toBe('stop');
  });

  it('lets a rare label be found when labels are balanced', () => {
    const rare = [...madeUpReports(90, 3).filter(({ label }) => label !== 'question')];
    rare.push(...madeUpReports(9, 4).filter(({ label }) => label === 'question'));
    const balanced = new TextScorer(trainModel(rare, { ...options, balanced: true }));
    const questions = madeUpReports(60, 5).filter(({ label }) => label === 'question');
    const found = questions.filter((report) => balanced.score(report).best === 'question');
    expect(found.length / questions.length).toBeGreaterThan(0.8);
  });

  it('refuses a single label', () => {
    expect(() => trainModel(examples.slice(0, 1), options)).toThrow(/two labels/);
  });
});

describe('a stored model', () => {
  it('scores as before it was stored', () => {
    const opened = new TextScorer(openModel(storeModel(model)));
    for (const report of madeUpReports(9, 6)) expect(opened.score(report)).toEqual(scorer.score(report));
  });

  it('is refused in words when it is damaged, of another version, or something else', () => {
    const stored = JSON.parse(storeModel(model));
    const refusal = (text: string) => expect(() => openModel(text));
    refusal('not json').toThrow(ModelRefused);
    refusal('{}').toThrow(/no text model/);
    refusal(JSON.stringify({ ...stored, having: '' })).toThrow(/damaged/);
    const provenance = { ...stored.provenance, featuresVersion: 0 };
    refusal(JSON.stringify({ ...stored, provenance })).toThrow(/Train it again/);
  });
});

describe('hostile text', () => {
  const hostile: Record<string, string> = {
    nothing: '',
    'an unclosed comment': '<!-- crash',
    'an unclosed fence': '```\ncrash',
    'lone surrogates': '\ud800 \udc00 crash',
    'control characters': '\u0000\u0001\u0007\ufffe',
    'a megabyte in one line': 'a'.repeat(1e6),
    'a megabyte of lines': '\n'.repeat(1e6),
    'comment openers': '<!--'.repeat(50_000),
    fences: '```\n'.repeat(50_000),
  };
  it.each(Object.keys(hostile))('is scored: %s', (name) => {
    const { probabilities } = scorer.score({ title: name, body: hostile[name] ?? '' }, { words: 5 });
    expect(Object.values(probabilities).every((chance) => chance > 0 && chance < 1)).toBe(true);
  });

  it('never breaks scoring, whatever it is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(text, text, (title, body) => {
        const { probabilities } = scorer.score({ title, body }, { words: 3 });
        return Object.values(probabilities).every((chance) => chance > 0 && chance < 1);
      }),
      { seed: 1 },
    );
  });
});
