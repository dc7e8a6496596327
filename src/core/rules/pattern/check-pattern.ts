/** Decides whether a pattern may run: linear-time, of bounded size, and findable by a literal. */

import { compilePattern } from './engine.js';
import { type Clause, requiredLiterals } from './literals.js';
import { parsePattern } from './parse-pattern.js';
import type { PatternNode, PatternProblem } from './syntax.js';

/** Every branch needs a literal at least this long, or each line of every log would meet the engine. */
export const minLiteral = 2;
/** Characters of the pattern with its repetitions written out. */
const maxExpanded = 2000;

/** A top-level alternative of a pattern: it runs by itself, so that each meets only the text that has its own literals. */
export interface PatternBranch {
  readonly source: string;
  readonly clauses: readonly Clause[];
}

export type CheckedPattern =
  | {
      readonly ok: true;
      /** Number of capturing groups. */
      readonly groups: number;
      readonly branches: readonly PatternBranch[];
    }
  | { readonly ok: false; readonly refusal: PatternProblem };

/** Parses and sizes a pattern and derives its literals, without compiling it for the engine. */
export function analysePattern(source: string, findable = true): CheckedPattern {
  const parsed = parsePattern(source);
  if (!parsed.ok) return parsed;
  const size = expandedSize(parsed.node);
  if (size > maxExpanded) {
    return refuse(
      `its repetitions written out are ${size.toExponential(0).replace('+', '')} characters, more than ${maxExpanded}`,
      'lower the counts, or use * or + on the outer group',
    );
  }
  const branches = parsed.branches.map((branch) => ({ source: branch, clauses: literalsOf(branch) }));
  const bare = branches.find(({ clauses }) => clauses.length === 0);
  if (findable && bare !== undefined) {
    const where = branches.length > 1 ? `its branch \`${bare.source}\`` : 'it';
    return refuse(
      `${where} has no literal of ${minLiteral} characters, so it would have to be tried on every line`,
      'add a word that must be there to every branch, or drop the optional parts',
    );
  }
  return { ok: true, groups: parsed.groups, branches };
}

function literalsOf(branch: string): readonly Clause[] {
  const parsed = parsePattern(branch);
  return parsed.ok ? requiredLiterals(parsed.node, minLiteral) : [];
}

/**
 * The check for rule files: `analysePattern`, and the engine accepts it too. `findable` is false for patterns that only meet
 * text which was found already, such as `unless`; they need no literal.
 */
export function checkPattern(source: string, findable = true): CheckedPattern {
  const analysed = analysePattern(source, findable);
  if (!analysed.ok) return analysed;
  try {
    compilePattern(source);
    return analysed;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse(
      `the pattern engine refuses it: ${reason}`,
      'see https://github.com/google/re2/wiki/Syntax',
    );
  }
}

function refuse(problem: string, instead: string): CheckedPattern {
  return { ok: false, refusal: { at: 0, problem, instead } };
}

function expandedSize(node: PatternNode): number {
  switch (node.kind) {
    case 'char':
    case 'set':
      return 1;
    case 'empty':
      return 0;
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + expandedSize(part), 0);
    case 'either':
      return node.branches.reduce((sum, branch) => sum + expandedSize(branch), 0);
    case 'repeat':
      return expandedSize(node.of) * Math.max(1, node.max ?? node.min);
  }
}
