/** Lint: known problems, entries and questions that can never be reached. */

import { calibration } from '../../classify/calibration.js';
import type { Finding } from '../finding.js';
import type { PackProblem } from '../pack.js';

/** `ids` are those of all known problems of the pack. */
export function lintReach(problem: PackProblem, ids: ReadonlySet<string>): readonly Finding[] {
  return [
    ...labelReach(problem),
    ...uselessRoles(problem),
    ...fixReach(problem),
    ...references(problem, ids),
  ];
}

type Path = readonly (string | number)[];

/** Weights that add up to less than this never reach the label threshold. */
const { thresholds, prior, pro } = calibration;
const leastForLabel = (Math.log(thresholds.label / (1 - thresholds.label)) - prior) / pro;

function labelReach(problem: PackProblem): Finding[] {
  const most = problem.signals.reduce((sum, signal) => sum + Math.max(0, signal.weight), 0);
  if (most >= leastForLabel) return [];
  const says = `all its signals together weigh ${most}, of ${leastForLabel.toFixed(1)} that a label needs`;
  return [warning(problem, 'unreachable', ['signals'], says, 'add signals or raise weights')];
}

function uselessRoles(problem: PackProblem): Finding[] {
  return problem.signals.flatMap((signal, index): Finding[] => {
    if (signal.role === undefined || problem.needs.includes(signal.role)) return [];
    const says = `no entry of \`needs\` asks for the role \`${signal.role}\``;
    return [
      warning(problem, 'unused', ['signals', index, 'role'], says, 'add it to `needs`, or drop the role'),
    ];
  });
}

function fixReach(problem: PackProblem): Finding[] {
  const found: Finding[] = [];
  const always = problem.fix.findIndex((entry) => Object.keys(entry.when ?? {}).length === 0);
  if (always >= 0 && always < problem.fix.length - 1) {
    const says = 'it holds always, so the entries behind it are never used';
    found.push(warning(problem, 'unreachable', ['fix', always], says, 'put it last, or give it a `when`'));
  }
  if (problem.fix.length === 0) {
    found.push(
      warning(problem, 'fix', ['fix'], 'there is no `fix`', 'say at least what helps until there is one'),
    );
  }
  return found;
}

function references(problem: PackProblem, ids: ReadonlySet<string>): Finding[] {
  return problem.look_alikes.flatMap((other, index): Finding[] => {
    if (other.instead === undefined || ids.has(other.instead)) return [];
    const says = `there is no known problem \`${other.instead}\``;
    return [
      warning(problem, 'reference', ['look_alikes', index, 'instead'], says, 'correct the id, or drop it'),
    ];
  });
}

function warning(problem: PackProblem, check: string, path: Path, says: string, instead: string): Finding {
  return { rule: problem.id, severity: 'warning', check, path, problem: says, instead };
}
