/** `dejabug rules calibrate`: learns from labelled reports how sure the rules may be. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadPack } from '../../adapters/rule-files/load-rules.js';
import { calibrationFile } from '../../adapters/rule-files/rule-directory.js';
import { learnCalibration } from '../../core/evaluate/learn-calibration.js';
import { readLabelled } from './labelled-reports.js';

export interface CalibrateOptions {
  readonly rules: string;
  readonly labels: string;
  readonly precision: number;
  readonly folds: number;
  readonly seed: number;
  readonly dryRun?: true;
}

/** Suggestions go to a person first: two in three are worth the look. */
const suggestPrecision = 0.66;

export async function calibrate(file: string, options: CalibrateOptions): Promise<void> {
  const reports = await readLabelled(file, { label: options.labels });
  const pack = await loadPack(options.rules);
  const { folds, seed, precision } = options;
  const { calibration, judged } = learnCalibration(reports, pack, {
    folds,
    seed,
    precision,
    suggestPrecision,
  });
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  process.stderr.write(
    [
      `Judged on ${judged.reports} reports, ${folds} folds, each by numbers that had not seen it:`,
      `  labels       ${judged.labels}, ${percent(judged.labelPrecision)} right (wanted ${percent(precision)})`,
      `  suggestions  ${judged.suggestions}, ${percent(judged.suggestPrecision)} right`,
      `  found        ${percent(judged.found)} of the reports with a known problem`,
      `  calibration  off by ${judged.expectedCalibrationError.toFixed(3)} on average`,
      '',
    ].join('\n'),
  );
  const stored = { learnedFrom: path.basename(file), precision, folds, seed, judged, calibration };
  const text = `${JSON.stringify(stored, rounded, 2)}\n`;
  if (options.dryRun) {
    process.stdout.write(text);
    return;
  }
  const out = calibrationFile(options.rules);
  writeFileSync(out, text);
  process.stderr.write(`Written to ${out}; delete it to go back to the shipped numbers.\n`);
}

/** Four digits say all that a few hundred reports can. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value;
}
