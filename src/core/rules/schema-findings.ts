/** Says what the schema refuses in words: for an unknown key the one that was meant, for a wrong value what may stand there. */

import type { z } from 'zod';
import type { Finding } from './finding.js';
import { KnownProblem } from './known-problem.js';
import { nearest } from './nearest.js';
import { keysAt } from './schema-keys.js';
import { wrongFile, wrongValue } from './shape-in-words.js';

export type CheckedShape =
  | { readonly ok: true; readonly problem: KnownProblem }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** The known problem in parsed YAML, or everything that its schema refuses. */
export function checkShape(value: unknown): CheckedShape {
  const parsed = KnownProblem.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, problem: parsed.data };
  const rule = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : null;
  return { ok: false, findings: parsed.error.issues.flatMap((issue) => inWords(rule, issue, [])) };
}

type Path = readonly (string | number)[];

function inWords(rule: string | null, issue: z.core.$ZodIssue, base: Path): Finding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const at = { rule, severity: 'error', path } as const;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(rule, path, key));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return closestBranch(issue.errors).flatMap((inner) => inWords(rule, inner, path));
  }
  if (path.length === 0 && issue.code === 'invalid_type') {
    return [{ ...at, check: 'shape', ...wrongFile(issue.input) }];
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [
      {
        ...at,
        check: 'missing',
        problem: `\`${path.at(-1)}\` is missing`,
        instead: `add \`${path.at(-1)}\``,
      },
    ];
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String);
    const meant = typeof issue.input === 'string' ? nearest(issue.input, allowed) : null;
    const instead = meant === null ? `write one of ${allowed.join(', ')}` : `did you mean \`${meant}\`?`;
    return [{ ...at, check: 'value', problem: `\`${String(issue.input)}\` is not allowed here`, instead }];
  }
  if (issue.code === 'custom') {
    return [{ ...at, check: 'shape', problem: issue.message, instead: 'see docs/rules.md' }];
  }
  const name = String(path.findLast((part) => typeof part === 'string') ?? 'the file');
  const said = wrongValue(name, issue) ?? {
    problem: `\`${name}\` ${issue.message}`,
    instead: 'see docs/rules.md',
  };
  return [{ ...at, check: 'shape', ...said }];
}

/** Of the alternatives that did not fit, the one that came nearest. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  let best = branches[0] ?? [];
  for (const branch of branches) if (branch.length < best.length) best = branch;
  return best;
}

function unknownKey(rule: string | null, path: Path, key: string): Finding {
  const known = keysAt(KnownProblem, path);
  const meant = nearest(key, known);
  return {
    rule,
    severity: 'error',
    check: 'unknown-key',
    path: [...path, key],
    problem: `the key \`${key}\` is unknown`,
    instead: meant === null ? `known here: ${known.join(', ')}` : `did you mean \`${meant}\`?`,
  };
}
