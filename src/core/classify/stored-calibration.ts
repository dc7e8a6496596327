/** Numbers of recognition as they are stored beside the rules that they were learned for. */

import type { Calibration } from './calibration.js';

export type CalibrationReading =
  | { readonly ok: true; readonly calibration: Calibration }
  | { readonly ok: false; readonly problem: string };

const numbers = ['prior', 'pro', 'con', 'unproven', 'length', 'model', 'mostPro'] as const;
const thresholds = ['label', 'suggest', 'margin'] as const;

/** Reads the text of a calibration file; says in words what is wrong with another text. */
export function readCalibration(text: string): CalibrationReading {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      problem: `it is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const own = fieldOf(stored, 'calibration');
  const limits = fieldOf(own, 'thresholds');
  const bad =
    numbers.find((name) => !Number.isFinite(fieldOf(own, name))) ??
    thresholds.find((name) => !isShare(fieldOf(limits, name)));
  if (bad !== undefined) return { ok: false, problem: `its number \`${bad}\` is missing or out of range` };
  const read = (from: unknown, name: string) => Number(fieldOf(from, name));
  const calibration: Calibration = {
    prior: read(own, 'prior'),
    pro: read(own, 'pro'),
    con: read(own, 'con'),
    unproven: read(own, 'unproven'),
    length: read(own, 'length'),
    model: read(own, 'model'),
    mostPro: read(own, 'mostPro'),
    thresholds: {
      label: read(limits, 'label'),
      suggest: read(limits, 'suggest'),
      margin: read(limits, 'margin'),
    },
  };
  if (calibration.thresholds.suggest > calibration.thresholds.label)
    return { ok: false, problem: 'its threshold for suggestions is higher than that for labels' };
  return { ok: true, calibration };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
