/** Decisions on whole reports in our own words: the right problem is found, and nothing is labelled that is none of them. */

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPack } from '../src/adapters/rule-files/load-rules.js';
import { assess } from '../src/core/assess.js';
import { parseReports } from '../src/entry/cli/read-reports.js';

interface Expected {
  /** Id of the known problem, or `none`. */
  readonly expected: string;
  readonly why: string;
}

const root = path.resolve(import.meta.dirname, 'golden');
const names = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const pack = await loadPack();

function decide(name: string) {
  const [reading] = parseReports(`${name}.md`, readFileSync(path.join(root, name, 'report.md'), 'utf8'));
  if (!reading?.ok) throw new Error(`${name} cannot be read`);
  return assess(reading.report, pack);
}

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(path.join(root, name, 'expected.json'), 'utf8'));
}

/** The two memory problems overlap by nature: either answer helps the reporter. */
function family(id: string | null): string | null {
  return id === 'dom0-memory' ? 'xl-xm-memory' : id;
}

describe('a whole report', () => {
  it('is there for every known problem, and for none', () => {
    const expected = new Set(names.map((name) => expectedOf(name).expected));
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect([...expected].sort()).toEqual([...pack.problems.map(({ id }) => id), 'none'].sort());
  });

  it.each(names.filter((name) => expectedOf(name).expected !== 'none'))('%s is recognised', (name) => {
    const { classification } = decide(name);
    expect(classification.decision, classification.reason).not.toBe('abstain');
    expect(family(classification.category), classification.reason).toBe(family(expectedOf(name).expected));
  });

  it.each(names.filter((name) => expectedOf(name).expected === 'none'))('%s gets no label', (name) => {
    const { classification, labels } = decide(name);
    expect(classification.decision, classification.reason).not.toBe('label');
    expect(labels).toEqual([]);
  });

  it.each(names)(
    '%s gets a reply only when something was recognised, and it repeats nothing that acts',
    (name) => {
      const { classification, reply } = decide(name);
      expect(reply === null).toBe(classification.decision === 'abstain');
      expect(reply ?? '').not.toMatch(/(^|[^\w`/])@[A-Za-z0-9]/);
      expect(reply ?? '').not.toMatch(/undefined|\[object|NaN/);
    },
  );

  // A change of rules or numbers shows here what it does to each report; `npx vitest run test/classify-golden.test.ts -u` writes them anew.
  it.each(names)('%s is decided as recorded', async (name) => {
    await expect(inWords(name)).toMatchFileSnapshot(path.join(root, name, 'decision.txt'));
  });
});

/** The decision and all that it rests on, a line each. */
function inWords(name: string): string {
  const { classification, fix, missing, labels } = decide(name);
  const { decision, category, confidence, runnerUp, also, evidence, against, facts } = classification;
  const lines = {
    decision,
    problem: `${category ?? 'none'} ${confidence.toFixed(2)}`,
    'runner-up': runnerUp === null ? 'none' : `${runnerUp.category} ${runnerUp.confidence.toFixed(2)}`,
    also: also.join(', '),
    labels: labels.map((label) => label.name).join(', '),
    for: evidence.map(({ signal, line }) => `${signal} (${line})`).join(', '),
    against: against.map(({ signal, line }) => `${signal} (${line})`).join(', '),
    facts: facts.map(({ kind, value }) => `${kind} ${value}`).join(', '),
    fix:
      fix === null ? '' : [fix.status, fix.component, fix.fixedIn].filter((part) => part !== null).join(' '),
    asks: missing.map(({ id }) => id).join(', '),
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}`.trimEnd().concat('\n'))
    .join('');
}
