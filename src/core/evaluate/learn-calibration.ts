/** Learns the numbers of recognition from reports whose label is known, and judges them on reports that they were not learned from. */

import type { Calibration } from '../classify/calibration.js';
import { askModel, lengthOf } from '../classify/classify.js';
import { modelShare, probabilityOf, shareOf } from '../classify/combine.js';
import { weighProblems } from '../classify/weigh-problems.js';
import { parseReport } from '../report/parse-report.js';
import type { Pack } from '../rules/pack.js';
import { stratifiedFolds } from './folds.js';
import { fitLogistic } from './logistic.js';
import { type Claim, reliabilityOf } from './reliability.js';

export interface LabelledReport {
  readonly title: string;
  readonly body: string;
  /** Id of a known problem; anything else is none of them. */
  readonly label: string;
}

export interface LearnOptions {
  readonly folds: number;
  readonly seed: number;
  /** Share of labels that must be right. */
  readonly precision: number;
  /** Share of suggestions that must be right. */
  readonly suggestPrecision: number;
}

export interface LearnedCalibration {
  readonly calibration: Calibration;
  /** What the numbers did on reports that they were not learned from, fold by fold. */
  readonly judged: {
    readonly reports: number;
    readonly labels: number;
    readonly labelPrecision: number;
    readonly suggestions: number;
    readonly suggestPrecision: number;
    /** Share of the reports with a known problem of which the right one was labelled or suggested. */
    readonly found: number;
    readonly expectedCalibrationError: number;
  };
}

/** A report and a known problem for which something spoke. */
interface Pair {
  readonly report: number;
  readonly row: readonly number[];
  readonly right: boolean;
  /** Nothing but its confidence keeps it from a label. */
  readonly mayLabel: boolean;
}

/** The best candidate of a report by numbers that did not see it. */
interface Judged extends Claim {
  readonly mayLabel: boolean;
}

/** Penalty on the weights: a few hundred reports say little about each number. */
const ridge = 0.3;
const lowestThreshold = 0.3;
const highestThreshold = 0.99;
/** Fewer claims than this say nothing about a precision. */
const enoughClaims = 10;

/** Learns from these reports. @throws RangeError when none of them is one of the pack's known problems, or all are. */
export function learnCalibration(
  reports: readonly LabelledReport[],
  pack: Pack,
  { folds, seed, precision, suggestPrecision }: LearnOptions,
): LearnedCalibration {
  const known = new Set(pack.problems.map(({ id }) => id));
  const truths = reports.map(({ label }) => (known.has(label) ? label : null));
  const positives = truths.filter((truth) => truth !== null).length;
  if (positives === 0 || positives === reports.length)
    throw new RangeError('Calibration needs reports of known problems and reports of none of them.');
  const pairs = reports.flatMap((report, index) => pairsOf(report, truths[index] ?? null, index, pack));
  const foldOf = stratifiedFolds(
    truths.map((truth) => truth ?? ''),
    folds,
    seed,
  );
  const judged = Array.from({ length: folds }, (_, fold) => {
    const weights = learn(pairs.filter(({ report }) => foldOf[report] !== fold));
    return bestOf(
      pairs.filter(({ report }) => foldOf[report] === fold),
      weights,
    );
  }).flat();
  const label = thresholdFor(
    judged.filter((claim) => claim.mayLabel),
    precision,
  );
  const suggest = Math.min(label, thresholdFor(judged, suggestPrecision));
  const { mostPro } = pack.calibration;
  const [prior = 0, pro = 0, con = 0, unproven = 0, length = 0, model = 0] = learn(pairs);
  const { margin } = pack.calibration.thresholds;
  const labels = judged.filter((claim) => claim.mayLabel && claim.confidence >= label);
  const suggestions = judged.filter((claim) => claim.confidence >= suggest && !labels.includes(claim));
  return {
    calibration: {
      prior,
      pro,
      con,
      unproven,
      length,
      model,
      mostPro,
      thresholds: { label, suggest, margin },
    },
    judged: {
      reports: reports.length,
      labels: labels.length,
      labelPrecision: shareRight(labels),
      suggestions: suggestions.length,
      suggestPrecision: shareRight(suggestions),
      found: [...labels, ...suggestions].filter(({ right }) => right).length / positives,
      expectedCalibrationError: reliabilityOf(judged).expectedError,
    },
  };
}

function pairsOf(report: LabelledReport, truth: string | null, index: number, pack: Pack): Pair[] {
  const parsed = parseReport(report);
  const length = lengthOf(parsed);
  const opinion = askModel(report, pack);
  return weighProblems(parsed, pack)
    .weighed.filter(({ pros }) => pros.length > 0)
    .map((weighed): Pair => {
      const { id, nursery } = weighed.problem;
      const share = shareOf(weighed, length, pack.calibration.mostPro);
      const model = opinion === null ? 0 : modelShare(id, opinion.probabilities);
      return {
        report: index,
        row: [1, share.pro, share.con, share.unproven, share.length, model],
        right: id === truth,
        mayLabel: !nursery && weighed.unproven.length === 0,
      };
    });
}

/** Weights of a pair's row. One with the wrong sign is chance, and counts for nothing. */
function learn(pairs: readonly Pair[]): number[] {
  const weights = fitLogistic(
    pairs.map(({ row }) => row),
    pairs.map(({ right }) => (right ? 1 : 0)),
    ridge,
  );
  const [prior = 0, pro = 0, con = 0, unproven = 0, length = 0, model = 0] = weights;
  return [prior, Math.max(0, pro), Math.max(0, con), Math.min(0, unproven), length, Math.max(0, model)];
}

/** The likeliest candidate of each report. */
function bestOf(pairs: readonly Pair[], weights: readonly number[]): Judged[] {
  const best = new Map<number, Judged>();
  for (const { report, row, right, mayLabel } of pairs) {
    const confidence = probabilityOf(row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
    if (confidence > (best.get(report)?.confidence ?? -1)) best.set(report, { confidence, right, mayLabel });
  }
  return [...best.values()];
}

/**
 * The lowest threshold from which on every higher one, too, has the wanted precision, as far as enough claims stand above it to tell;
 * the highest where none has.
 */
function thresholdFor(claims: readonly Claim[], precision: number): number {
  let threshold = highestThreshold;
  for (let hundredths = 98; hundredths / 100 >= lowestThreshold; hundredths -= 1) {
    const above = claims.filter(({ confidence }) => confidence >= hundredths / 100);
    if (above.length < enoughClaims) continue;
    if (shareRight(above) < precision) break;
    threshold = hundredths / 100;
  }
  return threshold;
}

function shareRight(claims: readonly Claim[]): number {
  return claims.length === 0 ? 0 : claims.filter(({ right }) => right).length / claims.length;
}
