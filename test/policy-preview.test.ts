/** What a changed policy is told to make of issues: the kinds of changes, what maintainers had decided, and the texts within GitHub's limits. */

import { describe, expect, it } from 'vitest';
import { annotationsOf } from '../src/core/check/annotations.js';
import { type CheckedChange, checkWords } from '../src/core/check/check-report.js';
import { missingAnnotations, mostAnnotations } from '../src/core/check/check-run.js';
import type { PolicyFinding } from '../src/core/check/policy-finding.js';
import { ImpactBuilder } from '../src/core/preview/impact.js';
import { agreementOf, maintainersWord, type Said } from '../src/core/preview/maintainers-word.js';
import { changeBetween, type Outcome, outcomeOf } from '../src/core/preview/outcome.js';
import { problemChanges } from '../src/core/preview/problem-changes.js';
import { defaultPolicy, Policy } from '../src/core/rules/policy.js';
import { issueWith } from './plan-fixtures.js';

const seen = (category: string, decision: Outcome['decision'] = 'label', also: readonly string[] = []) => ({
  category,
  decision,
  also,
});

describe('the outcome of an issue', () => {
  const classified = { category: 'a', decision: 'label', also: ['c', 'b'] } as const;
  it.each<readonly [why: string, policy: object, outcome: Outcome | null]>([
    ['is the known problem with those beside it, sorted', {}, seen('a', 'label', ['b', 'c'])],
    ['is nothing where the known problem is off', { problems: { a: { mode: 'off' } } }, null],
    ['leaves out one beside it that is off', { problems: { b: { mode: 'off' } } }, seen('a', 'label', ['c'])],
    ['is there in a dry run', { mode: 'dry-run' }, seen('a', 'label', ['b', 'c'])],
    ['is nothing where the label exempts the issue', { exempt_labels: ['WontFix'] }, null],
    ['is nothing where its author is exempt', { exempt_people: ['reporter'] }, null],
  ])('%s', (_why, policy, outcome) => {
    const issue = issueWith({ labels: ['wontfix'], author: { login: 'reporter', isBot: false } });
    expect(outcomeOf(issue, classified, Policy.parse(policy))).toEqual(outcome);
  });

  it('is nothing where the rules abstain', () => {
    const none = { category: null, decision: 'abstain', also: [] } as const;
    expect(outcomeOf(issueWith({}), none, defaultPolicy)).toBeNull();
  });

  it.each<readonly [kind: string | null, before: Outcome | null, after: Outcome | null]>([
    [null, null, null],
    [null, seen('a'), seen('a')],
    ['new', null, seen('a')],
    ['lost', seen('a'), null],
    ['other', seen('a'), seen('b')],
    ['surer', seen('a', 'suggest'), seen('a')],
    ['less-sure', seen('a'), seen('a', 'suggest')],
    ['also', seen('a'), seen('a', 'label', ['b'])],
    ['also', seen('a', 'label', ['b']), seen('a')],
  ])('changes: %s', (kind, before, after) => {
    expect(changeBetween(before, after)).toBe(kind);
  });
});

describe('what maintainers had decided', () => {
  const problems = ['a', 'b'].map((category) => ({ category, label: `known: ${category}`, followUp: null }));
  const nothing: Said = { judgements: [], feedback: [], ourLabels: [] };
  const gave = (kind: string, more: object = {}) =>
    ({ kind, category: 'a', draftId: '1', ...more }) as Said['feedback'][number];
  const judged = (category: string, verdict: 'is' | 'is-not') => ({ category, verdict, by: 'alice', at: 1 });
  const word = (said: Partial<Said>, labels: readonly string[] = []) => {
    const found = maintainersWord(issueWith({ labels: [...labels] }), { ...nothing, ...said }, problems);
    return found === null ? null : { is: found.is, isNot: [...found.isNot] };
  };

  it.each<readonly [why: string, told: ReturnType<typeof word>, is: ReturnType<typeof word>]>([
    ['nothing', word({}), null],
    ['a label that somebody set', word({}, ['Known: A']), { is: 'a', isNot: [] }],
    ['a label that we set', word({ ourLabels: ['known: a'] }, ['known: a']), null],
    ['an approval', word({ feedback: [gave('approved')] }), { is: 'a', isNot: [] }],
    ['an approval that was taken back', word({ feedback: [gave('approved'), gave('undone')] }), null],
    [
      'a rejection as wrong',
      word({ feedback: [gave('rejected', { reason: 'wrong-problem' })] }),
      { is: null, isNot: ['a'] },
    ],
    ['a rejection as not needed', word({ feedback: [gave('rejected', { reason: 'not-needed' })] }), null],
    [
      'another problem',
      word({ feedback: [gave('other-problem', { chosen: 'b' })] }),
      { is: 'b', isNot: ['a'] },
    ],
    [
      'a removed label, after an approval',
      word({ feedback: [gave('approved'), gave('label-removed')] }),
      { is: null, isNot: ['a'] },
    ],
    [
      'a command against it',
      word({ judgements: [judged('a', 'is-not')] }, ['known: a']),
      { is: null, isNot: ['a'] },
    ],
    [
      'a choice',
      word({ judgements: [judged('b', 'is')], feedback: [gave('approved')] }),
      { is: 'b', isNot: [] },
    ],
  ])('%s', (_why, told, is) => {
    expect(told).toEqual(is);
  });

  it.each<
    readonly [is: string | null, isNot: readonly string[], after: Outcome | null, agreement: string | null]
  >([
    ['a', [], seen('a'), 'agrees'],
    ['a', [], seen('b', 'label', ['a']), 'agrees'],
    ['a', [], seen('b'), 'collides'],
    ['a', [], null, 'collides'],
    [null, ['a'], seen('a'), 'collides'],
    [null, ['a'], null, 'agrees'],
    [null, ['a'], seen('b'), null],
  ])('says %s, not %s', (is, isNot, after, agreement) => {
    expect(agreementOf({ is, isNot: new Set(isNot) }, after)).toBe(agreement);
  });
});

describe('known problems', () => {
  const problem = (category: string, version: string, label = `known: ${category}`) => ({
    category,
    label,
    followUp: null,
    version,
  });
  it('that came, went, or stand otherwise are told', () => {
    const before = {
      policy: defaultPolicy,
      problems: [problem('a', '1'), problem('b', '1'), problem('c', '1'), problem('d', '1')],
    };
    const policy = Policy.parse({ problems: { b: { mode: 'auto' } } });
    const after = {
      policy,
      problems: [problem('b', '1'), problem('c', '2'), problem('d', '1'), problem('e', '1')],
    };
    expect(problemChanges(before, after)).toEqual([
      { category: 'a', before: { mode: 'suggest', label: 'known: a' }, after: null, isRuleChanged: false },
      {
        category: 'b',
        before: { mode: 'suggest', label: 'known: b' },
        after: { mode: 'auto', label: 'known: b' },
        isRuleChanged: false,
      },
      expect.objectContaining({ category: 'c', isRuleChanged: true }),
      { category: 'e', before: null, after: { mode: 'suggest', label: 'known: e' }, isRuleChanged: false },
    ]);
  });
});

const finding = (change: Partial<PolicyFinding>): PolicyFinding => ({
  repository: null,
  file: 'a.yml',
  line: 3,
  column: 5,
  severity: 'error',
  says: 'it is wrong; write it right',
  reason: '',
  ...change,
});

describe('marks on lines', () => {
  it('are errors first, of the own files, and not more than anybody reads', () => {
    const findings = [
      finding({ severity: 'warning', line: 1 }),
      finding({ repository: 'acme/other' }),
      finding({ line: 0, column: 0 }),
      ...Array.from({ length: 300 }, (_, at) => finding({ line: at + 10 })),
    ];
    const marks = annotationsOf(findings);
    expect(marks).toHaveLength(mostAnnotations);
    expect(marks[0]).toEqual({
      path: 'a.yml',
      line: 1,
      column: null,
      level: 'failure',
      message: expect.any(String),
    });
    expect(marks.every(({ level }) => level === 'failure')).toBe(true);
  });

  it('are added once', () => {
    const marks = annotationsOf([finding({}), finding({ line: 9 })]);
    expect(missingAnnotations(marks, marks.slice(0, 1))).toEqual(marks.slice(1));
  });
});

describe('the words of a check', () => {
  const change: CheckedChange = {
    findings: [],
    rules: { own: 0, examples: 0, failed: 0 },
    problems: [],
    impact: new ImpactBuilder().build(null),
    newLabels: [],
    notes: [],
  };

  it('are within what GitHub takes, whatever there is to say, and no row is cut', () => {
    const impact = new ImpactBuilder();
    const title = '`|@all \\| #1 '.repeat(25);
    for (let number = 1; number <= 500; number += 1) {
      const after = seen(`${'x'.repeat(50)}-${number % 7}`, 'label', ['y'.repeat(50), 'z'.repeat(50)]);
      const kind = impact.add(null, after);
      const issue = issueWith({
        number,
        title,
        url: `https://github.example/${'o'.repeat(39)}/issues/${number}`,
      });
      const word = { is: null, isNot: new Set([after.category]) };
      if (kind !== null) impact.list(issue, { kind, before: null, after, word });
    }
    const labels = Array.from({ length: 300 }, (_, at) => `${at} | <b>`.repeat(6));
    const words = checkWords({ ...change, impact: impact.build(null), newLabels: labels });
    expect(words.conclusion).toBe('neutral');
    expect(words.summary.length).toBeLessThan(65_536);
    expect(words.text.length).toBeLessThan(65_536);
    const rows = words.text.split('\n').filter((line) => line.startsWith('| [#'));
    expect(rows.length).toBeGreaterThan(40);
    // As GitHub cuts a row: at each bar that no backslash escapes, where a backslash may escape another.
    for (const row of rows) expect(row.match(/(?:\\[!-/:-@[-`{-~]|[^|])+/g)).toHaveLength(5);
    expect(`${words.summary}${words.text}`).not.toMatch(/@all| #1 /);
    expect(words.summary.replace(/`[^`]*`/g, '')).not.toContain('<b>');
  });

  it('are within it in bytes, whatever the language, and end with a whole line', () => {
    const impact = new ImpactBuilder();
    for (let number = 1; number <= 500; number += 1) {
      const kind = impact.add(null, seen(`p-${number % 2}`));
      const title = '安装程序在启动后崩溃并且没有任何日志输出'.repeat(5);
      const word = { is: null, isNot: new Set<string>() };
      if (kind !== null)
        impact.list(issueWith({ number, title }), { kind, before: null, after: seen('p'), word });
    }
    const notes = Array.from({ length: 400 }, () => '没有任何日志'.repeat(20));
    const words = checkWords({ ...change, impact: impact.build(null), notes });
    for (const text of [words.summary, words.text]) {
      expect(Buffer.byteLength(text)).toBeLessThan(65_536);
      expect(text).not.toContain('\u{fffd}');
    }
    expect(words.summary).toMatch(/\n\* (没有任何日志){20}\n\n… the rest is left out\.$/);
  });

  it.each<readonly [conclusion: string, title: string, change: Partial<CheckedChange>]>([
    ['success', 'No issue is judged otherwise', {}],
    ['neutral', 'No issue is judged otherwise', { findings: [finding({ severity: 'warning' })] }],
    ['failure', '1 error; No issue is judged otherwise', { findings: [finding({})] }],
    [
      'failure',
      'The policy cannot be followed: 2 errors',
      { impact: null, findings: [finding({}), finding({})] },
    ],
  ])('%s: %s', (conclusion, title, more) => {
    expect(checkWords({ ...change, ...more })).toMatchObject({ conclusion, title });
  });

  it('quote what is wrong in other repositories, which have no lines here', () => {
    const { text } = checkWords({
      ...change,
      findings: [finding({ repository: 'acme/rules', says: 'see @all <x>' })],
    });
    expect(text).toContain('`acme/rules/a.yml:3`');
    expect(text).not.toContain('@all');
  });
});
