/** Recognition: a report held against every known problem of a pack. */

import { redact } from '../reply/redact.js';
import type { Fact, Report } from '../report/report.js';
import type { Pack, PackProblem } from '../rules/pack.js';
import type { Calibration } from './calibration.js';
import type { Candidate, Classification, Thresholds } from './classification.js';
import { isOpen, modelShare, probabilityOf, signalLogOdds } from './combine.js';
import { decide, type Scored } from './decide.js';
import { evidenceOf } from './evidence.js';
import type { ReportText } from './text-model/extract.js';
import type { TextScore } from './text-model/score.js';
import { type Findings, type Weighed, weighProblems } from './weigh-problems.js';

/** Characters of the body that the text model reads; it is about words, and a log has enough of them by then. */
const modelReads = 32_000;
/** Candidates that are told in full; what comes behind them explains no decision, and quotes take time. */
const mostCandidates = 4;
/** Words that the text model names for its opinion. */
const namedWords = 8;

/** A classification, and what else the patterns found in the same pass. */
export interface Recognition {
  readonly classification: Classification;
  readonly findings: Findings;
  /** A problem of the pack as a candidate, whatever was decided; confidence 0 where nothing speaks for it. */
  candidateOf(problem: PackProblem): Candidate;
}

export interface RecogniseOptions {
  /** Title and body as they were written, for the text model; without them it is not asked. */
  readonly text?: ReportText;
  readonly calibration?: Calibration;
  /** Other confidences for labels than the calibration's. */
  readonly labelAt?: LabelAt;
}

/** From which confidence on a label is set: for all known problems, and for those that are named by their id. */
export interface LabelAt {
  readonly all?: number | undefined;
  readonly only: Readonly<Record<string, number>>;
}

/** How likely each known problem is for which anything speaks, likeliest first. */
interface Scores {
  readonly findings: Findings;
  readonly scored: readonly Scored[];
  readonly opinion: TextScore | null;
}

export function scoreAll(report: Report, pack: Pack, options: RecogniseOptions = {}): Scores {
  const numbers = options.calibration ?? pack.calibration;
  const findings = weighProblems(report, pack);
  const weighed = findings.weighed.filter((one) => one.pros.length > 0);
  const length = lengthOf(report);
  const logOdds = weighed.map((one) => signalLogOdds(one, length, numbers));
  const thresholdsOf = thresholdsBy(numbers, options.labelAt);
  const labelAt = new Set(weighed.map(({ problem }) => thresholdsOf(problem.id).label));
  const isUndecided = isOpen(logOdds, numbers, [...labelAt]);
  const opinion = isUndecided && options.text !== undefined ? askModel(options.text, pack) : null;
  const scored = weighed
    .map((one, index): Scored => {
      const surer = opinion === null ? 0 : numbers.model * modelShare(one.problem.id, opinion.probabilities);
      return { weighed: one, confidence: probabilityOf((logOdds[index] ?? 0) + surer) };
    })
    .sort((a, b) => b.confidence - a.confidence || compareIds(a.weighed, b.weighed));
  return { findings, scored, opinion };
}

/** Decides which known problem the report is about, if any. The same input always gives the same answer. */
export function recognise(report: Report, pack: Pack, options: RecogniseOptions = {}): Recognition {
  const numbers = options.calibration ?? pack.calibration;
  const { findings, scored, opinion } = scoreAll(report, pack, options);
  const thresholdsOf = thresholdsBy(numbers, options.labelAt);
  const verdict = decide(scored, numbers.thresholds, thresholdsOf);
  const candidates = scored.slice(0, mostCandidates).map((one) => candidateOf(one, pack, opinion));
  const [best, second] = candidates;
  const { decision, also, reason } = verdict;
  const classification: Classification = {
    decision,
    category: verdict.winner?.weighed.problem.id ?? null,
    confidence: best?.confidence ?? 0,
    runnerUp: runnerUp(verdict.winner === null ? best : second),
    also,
    evidence: best?.evidence ?? [],
    against: best?.against ?? [],
    facts: report.facts.map(withoutSecrets),
    reason,
    thresholds: thresholdsOf(best?.category ?? ''),
    candidates,
  };
  function own(problem: PackProblem): Candidate {
    const found = scored.find(({ weighed }) => weighed.problem === problem);
    const weighed = findings.weighed.find((one) => one.problem === problem);
    if (found !== undefined) return candidateOf(found, pack, opinion);
    if (weighed === undefined) throw new Error(`${problem.id} is of another pack`);
    return candidateOf({ weighed, confidence: 0 }, pack, opinion);
  }
  return { classification, findings, candidateOf: own };
}

/** The thresholds of a known problem; a label never needs less than a suggestion. */
function thresholdsBy({ thresholds }: Calibration, labelAt: LabelAt | undefined): (id: string) => Thresholds {
  return (id) => {
    const label = labelAt?.only[id] ?? labelAt?.all;
    return label === undefined ? thresholds : { ...thresholds, label: Math.max(label, thresholds.suggest) };
  };
}

/** The text model's opinion, null where the rules have no model. */
export function askModel({ title, body }: ReportText, { scorer }: Pack): TextScore | null {
  return scorer?.score({ title, body: body.slice(0, modelReads) }, { words: namedWords }) ?? null;
}

/** Characters of what is left of the report without templates and markup. */
export function lengthOf({ spans }: Report): number {
  let length = 0;
  for (const span of spans) length += span.text.length;
  return length;
}

function candidateOf({ weighed, confidence }: Scored, pack: Pack, opinion: TextScore | null): Candidate {
  return {
    category: weighed.problem.id,
    confidence: rounded(confidence),
    evidence: weighed.pros.map((fired) => evidenceOf(fired, pack)),
    against: weighed.cons.map((fired) => evidenceOf(fired, pack)),
    unmet: weighed.unmet,
    // The model names words for the label that it thinks likeliest.
    words: opinion?.best === weighed.problem.id ? opinion.words : [],
  };
}

/** A boot line may carry a password. */
function withoutSecrets(fact: Fact): Fact {
  const value = redact(fact.value);
  const quote = redact(fact.quote);
  return value === fact.value && quote === fact.quote ? fact : { ...fact, value, quote };
}

/** When abstaining, the best candidate is the runner-up to "none of these". */
function runnerUp(candidate: Candidate | undefined): Classification['runnerUp'] {
  return candidate === undefined ? null : { category: candidate.category, confidence: candidate.confidence };
}

function compareIds(a: Weighed, b: Weighed): number {
  return a.problem.id < b.problem.id ? -1 : 1;
}

function rounded(confidence: number): number {
  return Math.round(confidence * 1e4) / 1e4;
}
