/** The shipped rules: they load, lint has no error, their examples are decided as they say, what is generated is up to date. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelFile, readRuleDirectory, shippedRules } from '../src/adapters/rule-files/rule-directory.js';
import { validateRules } from '../src/adapters/rule-files/validate-rules.js';
import { openModel } from '../src/core/classify/text-model/stored-model.js';
import { knownProblemJsonSchema } from '../src/core/rules/json-schema.js';
import { lintRules } from '../src/core/rules/lint/lint-rules.js';
import { compilePack } from '../src/core/rules/pack.js';
import { knownProblemsPage } from '../src/core/rules/problem-docs.js';
import { trainTextModel } from '../src/core/rules/train-text-model.js';
import { runExamples } from '../src/core/run-examples.js';

const root = path.resolve(import.meta.dirname, '..');
const validated = validateRules(readRuleDirectory(shippedRules));
// Without the text model, which has seen the examples.
const pack = compilePack(validated.problems);

describe('the shipped rules', () => {
  it('can be used, every one', () => {
    expect(validated.refused).toEqual([]);
    expect(pack.problems.length).toBe(validated.files.length);
  });

  it('have no lint error', () => {
    expect(lintRules(pack).filter((finding) => finding.severity === 'error')).toEqual([]);
  });

  describe.each(pack.problems.map((problem) => problem.id))('%s', (id) => {
    it.each(
      runExamples(pack)
        .filter((result) => result.rule === id)
        .map((result) => [`${result.list}: ${result.title}`, result] as const),
    )('%s', (_name, result) => {
      expect(
        result.ok,
        `expected ${result.expected}; ${result.decision} ${result.category}: ${result.reason}`,
      ).toBe(true);
    });
  });
});

describe('what is generated from the rules', () => {
  it('is the JSON Schema: `dejabug rules schema --out rules/known-problem.schema.json`', () => {
    expect(readFileSync(path.join(root, 'rules/known-problem.schema.json'), 'utf8')).toBe(
      knownProblemJsonSchema(),
    );
  });

  it('is the text model: `dejabug rules train`', () => {
    const stored = openModel(readFileSync(modelFile(shippedRules), 'utf8')).provenance;
    const trained = openModel(trainTextModel(validated.problems, stored.date)).provenance;
    expect(stored).toEqual(trained);
  });

  it('is the page of known problems: `dejabug rules docs --out docs/known-problems.md`', () => {
    expect(
      readFileSync(path.join(root, 'docs/known-problems.md'), 'utf8'),
      'run `dejabug rules docs --out docs/known-problems.md`',
    ).toBe(knownProblemsPage(validated.problems));
  });
});
