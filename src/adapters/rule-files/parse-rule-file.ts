/** Text of one rule file -> the known problem, or everything that is wrong with it, each with line and column. */

import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { checkContent } from '../../core/rules/check-content.js';
import type { Finding } from '../../core/rules/finding.js';
import type { KnownProblem } from '../../core/rules/known-problem.js';
import { checkShape } from '../../core/rules/schema-findings.js';
import type { RuleProblem } from './rule-problem.js';

export interface ParsedRuleFile {
  readonly file: string;
  /** Null when the file cannot be used. */
  readonly problem: KnownProblem | null;
  readonly problems: readonly RuleProblem[];
  /** The finding with its place in this file. */
  locate(finding: Finding): RuleProblem;
}

/** `file` is the name to print; `expectedId` the file name without `.yml`. */
export function parseRuleFile(file: string, expectedId: string, text: string): ParsedRuleFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    stringKeys: true,
  });
  function locate(finding: Finding): RuleProblem {
    return { ...finding, file, ...placeOf(document, lines, finding.path) };
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map((error): RuleProblem => {
      const place = lines.linePos(error.pos[0]);
      return {
        ...yamlFinding(
          `the YAML cannot be read: ${error.message}`,
          'correct the indentation or the quotes there',
        ),
        file,
        line: place.line,
        column: place.col,
      };
    });
    return { file, problem: null, problems, locate };
  }
  const value = toValue(document);
  if (!value.ok) return { file, problem: null, problems: [locate(value.finding)], locate };
  const shape = checkShape(value.value);
  if (!shape.ok) return { file, problem: null, problems: shape.findings.map(locate), locate };
  const findings = [...idFindings(shape.problem, expectedId), ...checkContent(shape.problem)];
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

/** Line and column of the value at `path`, or of the nearest thing around it that the file has. */
function placeOf(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): { line: number; column: number } {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset === null) continue;
    const place = lines.linePos(offset);
    return { line: place.line, column: place.col };
  }
  return { line: 1, column: 1 };
}

/** Offset of the key at `path` if it is one of a mapping, else of the value. */
function offsetOf(document: Document, path: readonly (string | number)[]): number | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === last);
    return isNode(pair?.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
