/** Lint: statements that nothing proves. */

import type { Finding } from '../finding.js';
import type { PackProblem } from '../pack.js';

export function lintSources(problem: PackProblem): readonly Finding[] {
  const found: Finding[] = [];
  const verified = new Map(problem.sources.map((source) => [source.id, source.verified]));
  if (problem.sources.length === 0) {
    found.push(
      finding(problem, 'error', ['sources'], 'there is no source', 'name the documents that prove the reply'),
    );
  }
  problem.fix.forEach((entry, index) => {
    if (entry.sources.length === 0) {
      const says = `the fix \`${entry.id}\` names no source`;
      found.push(finding(problem, 'warning', ['fix', index], says, 'add the ids of those that prove it'));
    }
    entry.sources.forEach((id, at) => {
      if (verified.get(id) !== false) return;
      const says = `the fix rests on \`${id}\`, which nobody has verified`;
      const instead = 'read it and set `verified: true`, or cite another one';
      found.push(finding(problem, 'warning', ['fix', index, 'sources', at], says, instead));
    });
  });
  for (const [, id = ''] of problem.reply.matchAll(/\blink\.([a-z0-9-]+)/g)) {
    if (verified.get(id) !== false) continue;
    const says = `the reply links \`${id}\`, which nobody has verified`;
    found.push(
      finding(problem, 'error', ['reply'], says, 'read it and set `verified: true`, or drop the link'),
    );
  }
  return found;
}

function finding(
  problem: PackProblem,
  severity: Finding['severity'],
  path: readonly (string | number)[],
  says: string,
  instead: string,
): Finding {
  return { rule: problem.id, severity, check: 'sources', path, problem: says, instead };
}
