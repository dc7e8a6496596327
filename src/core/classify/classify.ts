/** Recognition: a report held against every known problem of a pack. */

import { redact } from '../reply/redact.js';
import type { Fact, Report } from '../report/report.js';
import type { Pack } from '../rules/pack.js';
import { type Calibration, calibration } from './calibration.js';
import type { Candidate, Classification } from './classification.js';
import { confidenceOf } from './combine.js';
import { decide, type Scored } from './decide.js';
import { evidenceOf } from './evidence.js';
import { type Findings, type Weighed, weighProblems } from './weigh-problems.js';

/** A classification, and what else the patterns found in the same pass. */
export interface Recognition {
  readonly classification: Classification;
  readonly findings: Findings;
}

/** Decides which known problem the report is about, if any. The same input always gives the same answer. */
export function recognise(report: Report, pack: Pack, numbers: Calibration = calibration): Recognition {
  const findings = weighProblems(report, pack);
  const scored = findings.weighed
    .filter((weighed) => weighed.pros.length > 0)
    .map((weighed): Scored => ({ weighed, confidence: confidenceOf(weighed, null, numbers) }))
    .sort((a, b) => b.confidence - a.confidence || compareIds(a.weighed, b.weighed));
  const verdict = decide(scored, numbers.thresholds);
  const candidates = scored.map((one) => candidateOf(one, pack));
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
    thresholds: numbers.thresholds,
    candidates,
  };
  return { classification, findings };
}

function candidateOf({ weighed, confidence }: Scored, pack: Pack): Candidate {
  return {
    category: weighed.problem.id,
    confidence: rounded(confidence),
    evidence: weighed.pros.map((fired) => evidenceOf(fired, pack)),
    against: weighed.cons.map((fired) => evidenceOf(fired, pack)),
    unmet: weighed.unmet,
    words: [],
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
