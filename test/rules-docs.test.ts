/** docs/rules.md: its example is a rule that works, and it explains every key. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRuleFile } from '../src/adapters/rule-files/parse-rule-file.js';
import { calibration } from '../src/core/classify/calibration.js';
import { checkReply } from '../src/core/reply/check-reply.js';
import { knownProblemJsonSchema } from '../src/core/rules/json-schema.js';
import { lintRules } from '../src/core/rules/lint/lint-rules.js';
import { compilePack } from '../src/core/rules/pack.js';
import { runExamples } from '../src/core/run-examples.js';

const page = readFileSync(path.resolve(import.meta.dirname, '../docs/rules.md'), 'utf8');
const example =
  Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), (match) => match[1] ?? '').find((block) =>
    block.startsWith('id:'),
  ) ?? '';

/** Names of all properties anywhere in a JSON Schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own =
    'properties' in schema && typeof schema.properties === 'object'
      ? Object.keys(schema.properties ?? {})
      : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

describe('the page about rules', () => {
  const { problem, problems } = parseRuleFile('docs/rules.md', 'token-clock-skew', example);

  it('shows a rule that loads, whose reply renders and whose examples are decided as it says', () => {
    expect(problems).toEqual([]);
    if (problem === null) throw new Error('the example does not load');
    expect(checkReply(problem)).toEqual([]);
    const pack = compilePack([{ ...problem, nursery: false }]);
    expect(runExamples(pack).filter((result) => !result.ok)).toEqual([]);
    expect(lintRules(pack).filter((finding) => finding.check !== 'examples')).toEqual([]);
  });

  it('states the thresholds that are in force', () => {
    const { label, suggest } = calibration.thresholds;
    expect(page).toContain(
      `A label needs ${Math.round(label * 100)} %, a suggestion ${Math.round(suggest * 100)} %`,
    );
  });

  it('names every key of the schema', () => {
    const keys = [...new Set(keysOf(JSON.parse(knownProblemJsonSchema())))];
    expect(keys.length).toBeGreaterThan(40);
    expect(keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(page))).toEqual([]);
  });
});
