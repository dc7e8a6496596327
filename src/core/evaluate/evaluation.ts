/** Everything that is measured about a set of reports whose truth is known. */

import { type AbstentionPoint, abstentionCurve } from './abstention.js';
import { bootstrap, type Interval } from './bootstrap.js';
import {
  accuracy,
  type Confusion,
  confusionOf,
  type LabelScore,
  labelScores,
  macroF1,
  share,
  sum,
} from './confusion.js';
import { noneLabel, type Outcome } from './outcome.js';
import { type Claim, type Reliability, reliabilityOf } from './reliability.js';

/** What was decided about the reports of one label. */
export interface LabelEvaluation extends LabelScore {
  readonly labelled: number;
  readonly suggested: number;
  readonly abstained: number;
  /** Share of the reports that got this label (not merely the suggestion) which are of it; 0 where none got it. */
  readonly labelPrecision: number;
}

export interface GroupEvaluation {
  readonly group: string;
  readonly reports: number;
  readonly macroF1: number;
  readonly accuracy: number;
}

/** Reports of one kind, and how many of them were labelled wrongly. */
export interface KindEvaluation {
  readonly kind: string;
  readonly reports: number;
  readonly accuracy: number;
  readonly wrongLabels: number;
}

/** The numbers that stand for all others; each is a share between 0 and 1. */
export interface Headline {
  /** Mean over groups where there are groups, else over all reports. */
  readonly macroF1: number;
  readonly accuracy: number;
  /** Share of labelled reports whose label is right. */
  readonly labelPrecision: number;
  /** Share of the reports with a known problem where the right one was labelled or suggested. */
  readonly found: number;
  /** Share of the reports without a known problem that got a label. */
  readonly wrongOnNone: number;
}

export interface Evaluation extends Headline {
  readonly reports: number;
  /** 95 % bootstrap intervals of the headline. */
  readonly intervals: Readonly<Record<keyof Headline, Interval>>;
  readonly expectedCalibrationError: number;
  /** Share that is right of the surest half of the answers; to abstain is to answer that it is none. */
  readonly surestHalf: number;
  readonly decisions: { readonly label: number; readonly suggest: number; readonly abstain: number };
  readonly perLabel: readonly LabelEvaluation[];
  readonly groups: readonly GroupEvaluation[];
  readonly kinds: readonly KindEvaluation[];
  readonly confusion: Confusion;
  readonly reliability: Reliability;
  readonly abstention: readonly AbstentionPoint[];
}

export interface EvaluateOptions {
  readonly seed?: number;
  readonly resamples?: number;
}

/** Measures; the same outcomes and seed give the same numbers. */
export function evaluate(outcomes: readonly Outcome[], options: EvaluateOptions = {}): Evaluation {
  const interval = (statistic: (sample: readonly Outcome[]) => number) =>
    bootstrap(outcomes, statistic, options);
  const intervals = {
    macroF1: interval(meanMacroF1),
    accuracy: interval((sample) => accuracy(confusionOf(sample))),
    labelPrecision: interval(precisionOfLabel),
    found: interval(shareFound),
    wrongOnNone: interval(shareWrongOnNone),
  };
  const confusion = confusionOf(outcomes);
  const claims = claimsOf(outcomes);
  const reliability = reliabilityOf(claims);
  const abstention = abstentionCurve(outcomes.map(answerOf));
  return {
    reports: outcomes.length,
    macroF1: intervals.macroF1.value,
    accuracy: intervals.accuracy.value,
    labelPrecision: intervals.labelPrecision.value,
    found: intervals.found.value,
    wrongOnNone: intervals.wrongOnNone.value,
    expectedCalibrationError: reliability.expectedError,
    surestHalf: abstention.find(({ answered }) => answered === 0.5)?.accuracy ?? 0,
    intervals,
    decisions: {
      label: count(outcomes, ({ decision }) => decision === 'label'),
      suggest: count(outcomes, ({ decision }) => decision === 'suggest'),
      abstain: count(outcomes, ({ decision }) => decision === 'abstain'),
    },
    perLabel: labelScores(confusion).map((score) => ({ ...score, ...decisionsAbout(outcomes, score.label) })),
    groups: divided(outcomes, ({ group }) => group).map(([group, members]) => ({
      group,
      reports: members.length,
      macroF1: macroF1(confusionOf(members)),
      accuracy: accuracy(confusionOf(members)),
    })),
    kinds: divided(outcomes, ({ kind }) => kind).map(([kind, members]) => ({
      kind,
      reports: members.length,
      accuracy: accuracy(confusionOf(members)),
      wrongLabels: count(members, ({ decision, said, truth }) => decision === 'label' && said !== truth),
    })),
    confusion,
    reliability,
    abstention,
  };
}

/** Confidence claims something only where there was a candidate. */
function claimsOf(outcomes: readonly Outcome[]): Claim[] {
  return outcomes.flatMap(({ best, confidence, truth }) =>
    best === null ? [] : [{ confidence, right: best === truth }],
  );
}

/** What was answered, and how surely: an abstention says "none" with what is left of the likeliest candidate's probability. */
function answerOf({ decision, said, confidence, truth }: Outcome): Claim {
  if (decision === 'abstain') return { confidence: 1 - confidence, right: truth === noneLabel };
  return { confidence, right: said === truth };
}

function decisionsAbout(outcomes: readonly Outcome[], label: string) {
  const mine = outcomes.filter(({ truth }) => truth === label);
  const given = outcomes.filter(({ decision, said }) => decision === 'label' && said === label);
  return {
    labelled: count(mine, ({ decision }) => decision === 'label'),
    suggested: count(mine, ({ decision }) => decision === 'suggest'),
    abstained: count(mine, ({ decision }) => decision === 'abstain'),
    labelPrecision: share(
      count(given, ({ truth }) => truth === label),
      given.length,
    ),
  };
}

function meanMacroF1(outcomes: readonly Outcome[]): number {
  const groups = divided(outcomes, ({ group }) => group);
  if (groups.length === 0) return macroF1(confusionOf(outcomes));
  return sum(groups.map(([, members]) => macroF1(confusionOf(members)))) / groups.length;
}

function precisionOfLabel(outcomes: readonly Outcome[]): number {
  const labelled = outcomes.filter(({ decision }) => decision === 'label');
  return share(
    count(labelled, ({ said, truth }) => said === truth),
    labelled.length,
  );
}

function shareFound(outcomes: readonly Outcome[]): number {
  const known = outcomes.filter(({ truth }) => truth !== noneLabel);
  return share(
    count(known, ({ said, truth }) => said === truth),
    known.length,
  );
}

function shareWrongOnNone(outcomes: readonly Outcome[]): number {
  const none = outcomes.filter(({ truth }) => truth === noneLabel);
  return share(
    count(none, ({ decision, said }) => decision === 'label' && said !== noneLabel),
    none.length,
  );
}

/** Outcomes by a name that they carry, sorted by it; those without it are left out. */
function divided(
  outcomes: readonly Outcome[],
  nameOf: (outcome: Outcome) => string | undefined,
): [string, Outcome[]][] {
  const parts = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const name = nameOf(outcome);
    if (name === undefined) continue;
    const members = parts.get(name);
    if (members) members.push(outcome);
    else parts.set(name, [outcome]);
  }
  return [...parts].sort(([left], [right]) => (left < right ? -1 : 1));
}

function count(outcomes: readonly Outcome[], holds: (outcome: Outcome) => boolean): number {
  return outcomes.filter(holds).length;
}
