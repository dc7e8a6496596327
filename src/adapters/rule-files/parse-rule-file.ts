/** Text of one rule file -> the known problem, or everything that is wrong with it, each with line and column. */

import { type Document, LineCounter, parseDocument } from 'yaml';
import { checkContent, patternsOf } from '../../core/rules/check-content.js';
import type { Finding } from '../../core/rules/finding.js';
import type { KnownProblem } from '../../core/rules/known-problem.js';
import { checkShape } from '../../core/rules/schema-findings.js';
import { placeOf } from './place-in-file.js';
import type { RuleProblem } from './rule-problem.js';
import { yamlProblem } from './yaml-problem.js';

export interface ParsedRuleFile {
  readonly file: string;
  /** Null when the file cannot be used. */
  readonly problem: KnownProblem | null;
  readonly problems: readonly RuleProblem[];
  /** The finding with its place in this file. */
  locate(finding: Finding): RuleProblem;
}

/** `file` is the name to print; `expectedId` the file name without `.yml`. With more patterns than `mostPatterns` none is looked at. */
export function parseRuleFile(
  file: string,
  expectedId: string,
  text: string,
  mostPatterns = Number.POSITIVE_INFINITY,
): ParsedRuleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    stringKeys: true,
  });
  function locate(finding: Finding): RuleProblem {
    return { ...finding, file, ...placeOf(document, lines, text, finding.path, finding.within) };
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): RuleProblem => {
      const place = lines.linePos(error.pos[0]);
      const { problem, instead } = yamlProblem(error, text);
      return { ...yamlFinding(problem, instead), file, line: place.line, column: place.col };
    });
    return { file, problem: null, problems, locate };
  }
  const value = toValue(document);
  if (!value.ok) return { file, problem: null, problems: [locate(value.finding)], locate };
  const shape = checkShape(value.value);
  if (!shape.ok) return { file, problem: null, problems: shape.findings.map(locate), locate };
  const tooMany = patternFindings(shape.problem, mostPatterns);
  const content = tooMany.length > 0 ? tooMany : checkContent(shape.problem);
  const findings = [...idFindings(shape.problem, expectedId), ...content];
  return {
    file,
    problem: findings.length > 0 ? null : shape.problem,
    problems: findings.map(locate),
    locate,
  };
}

/** The document as plain values. Aliases are limited, so that a small file cannot unfold into a huge one. */
function toValue(document: Document): { ok: true; value: unknown } | { ok: false; finding: Finding } {
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 20 }) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      finding: yamlFinding(`the YAML cannot be read: ${why}`, 'write the repeated parts out'),
    };
  }
}

function yamlFinding(problem: string, instead: string): Finding {
  return { rule: null, severity: 'error', check: 'yaml', path: [], problem, instead };
}

function patternFindings(problem: KnownProblem, most: number): Finding[] {
  const { length } = patternsOf(problem);
  if (length <= most) return [];
  const says = `it has ${length} patterns, more than ${most}`;
  const instead = 'join those that say the same, or leave out the rarest';
  return [
    {
      rule: problem.id,
      severity: 'error',
      check: 'size',
      path: ['signals'],
      problem: says,
      instead,
    },
  ];
}

function idFindings(problem: KnownProblem, expectedId: string): Finding[] {
  if (problem.id === expectedId) return [];
  return [
    {
      rule: problem.id,
      severity: 'error',
      check: 'id',
      path: ['id'],
      problem: `the id \`${problem.id}\` is not the file's name`,
      instead: `write \`id: ${expectedId}\`, or rename the file to ${problem.id}.yml`,
    },
  ];
}
