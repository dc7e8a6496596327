/** What was recognised in an issue and why, as a short comment: the reporter's words quoted, and nothing in it that acts. */

import type { Assessment } from '../assessment.js';
import type { Evidence } from '../classify/classification.js';
import { neutralise, quoteInline } from '../reply/neutralise.js';
import { redact } from '../reply/redact.js';
import type { Freeze, Judgement } from './judgement.js';
import { inWordsOfFreeze } from './judgement.js';

const mostEvidence = 5;

/** Where the evidence that is left out can be seen; a comment leads to the review desk. */
type Rest = 'on the review desk' | 'in the report';

export function explanationOf(
  { classification }: Assessment,
  judgements: readonly Judgement[],
  frozen: Freeze | null,
  rest: Rest = 'on the review desk',
): string {
  const { decision, category, confidence, reason, evidence, against, runnerUp } = classification;
  const what =
    category === null || decision === 'abstain'
      ? `Nothing is recognised. ${plain(reason)}`
      : `**${category}** with ${percent(confidence)}. ${plain(reason)}`;
  const parts = [what, listOf('For it:', evidence, rest), listOf('Against it:', against, rest)];
  if (runnerUp !== null)
    parts.push(`Next likely: ${runnerUp.category} with ${percent(runnerUp.confidence)}.`);
  for (const { by, verdict, category: judged } of judgements)
    parts.push(`${plain(by)} says that it is ${verdict === 'is' ? '' : 'not '}${judged}.`);
  if (frozen !== null) parts.push(plain(inWordsOfFreeze(frozen)));
  return parts.filter((part) => part !== '').join('\n\n');
}

function listOf(title: string, evidence: readonly Evidence[], rest: Rest): string {
  if (evidence.length === 0) return '';
  const lines = evidence.slice(0, mostEvidence).map(({ says, quote, line }) => {
    const where = line === 0 ? 'title' : `line ${line}`;
    const words = quoteInline(quote);
    return `- ${plain(says)}${words === '' ? '' : ` (${where}: ${words})`}`;
  });
  const more = evidence.length - lines.length;
  return [title, ...lines, ...(more > 0 ? [`- and ${more} more ${rest}`] : [])].join('\n');
}

/** Words of ours with names and numbers of the issue in them, as text that does nothing. */
export function plain(text: string): string {
  return neutralise(redact(text)).replace(/[<>]/g, '');
}

/** Rounded down, so that what just misses a threshold does not read as if it reached it. */
function percent(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)} %`;
}
