/** What a backfill costs and how far it is, in sentences. */

import type { Backfill } from '../../../app/backfill-ports.js';
import type { BackfillReport } from '../../../core/backfill/report.js';
import { counted, durationInWords } from '../../counted.js';

/** What applying it does and takes; said before anybody confirms it. */
export function costInWords({ cost, drafts }: BackfillReport): string {
  const days = cost.days > 1 ? `, over ${cost.days} days because of the noise budget` : '';
  return `That takes about ${durationInWords(cost.minutes)}${days}, and ${counted(cost.requests, 'request')} to GitHub, of which ${cost.writes} write. At most four fifths of what GitHub allows are used (80 writes a minute and 500 an hour), so that new issues go first. ${counted(drafts, 'draft')} will be made; they wait for review, except where the policy lets a known problem be answered without it.`;
}

export const stateInWords: Readonly<Record<Backfill['state'], string>> = {
  surveying: 'The dry report is being made',
  surveyed: 'Dry report',
  collecting: 'Looking for the issues',
  running: 'Labelling',
  undoing: 'Taking the labels back',
  paused: 'Paused',
  done: 'Done',
  undone: 'Taken back',
  failed: 'No dry report',
};
