/** Checks the ids inside one known problem: each once in its list, each reference to something that is there. */

import type { Finding } from './finding.js';
import type { KnownProblem } from './known-problem.js';
import { nearest } from './nearest.js';

/** Ids that are there twice, and sources that are cited but not there. */
export function checkReferences(problem: KnownProblem): readonly Finding[] {
  return [...repeatedIds(problem), ...unknownSources(problem)];
}

function repeatedIds(problem: KnownProblem): Finding[] {
  return (['signals', 'look_alikes', 'ask', 'fix', 'sources'] as const).flatMap((list) => {
    const seen = new Set<string>();
    return problem[list].flatMap(({ id }, index): Finding[] => {
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const says = `another entry of \`${list}\` has the id \`${id}\` already`;
      const instead = `give this one its own id, such as \`${id}-2\`, or delete it`;
      return [finding(problem, 'id', [list, index, 'id'], says, instead)];
    });
  });
}

function unknownSources(problem: KnownProblem): Finding[] {
  const known = problem.sources.map((source) => source.id);
  return problem.fix.flatMap((fix, index) =>
    fix.sources.flatMap((id, at): Finding[] => {
      if (known.includes(id)) return [];
      const meant = nearest(id, known);
      const cite = known.length > 0 ? `, or cite one of ${known.join(', ')}` : '';
      const instead =
        meant === null ? `add an entry with this id to \`sources\`${cite}` : `did you mean \`${meant}\`?`;
      const says = `the fix \`${fix.id}\` cites \`${id}\`, but no source has that id`;
      return [finding(problem, 'reference', ['fix', index, 'sources', at], says, instead)];
    }),
  );
}

function finding(
  problem: KnownProblem,
  check: string,
  path: Finding['path'],
  says: string,
  instead: string,
): Finding {
  return { rule: problem.id, severity: 'error', check, path, problem: says, instead };
}
