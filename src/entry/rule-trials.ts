/** Trials of this program's own: which module their thread runs, and what they may take. */

import path from 'node:path';
import { openTrials, type Trials } from '../adapters/rule-trial/open-trials.js';
import type { TrialLimits } from '../adapters/rule-trial/thread.js';

/** Also for a program that runs from its sources, whose thread would have to load a compiler for each trial. */
const program = path.resolve(import.meta.dirname, '../../dist/entry/rule-trial-thread.js');

const usual: TrialLimits = { computingMs: 60_000, memoryMb: 256 };

/** `rules`: directory of the known problems, the shipped ones by default. */
export function openRuleTrials(rules?: string, limits: Partial<TrialLimits> = {}): Trials {
  return openTrials(program, { rules }, { ...usual, ...limits });
}
