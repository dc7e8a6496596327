/** A backfill as JSON. */

import type { BackfillsView, BackfillView } from '../../app/view-backfill.js';

/** The newest, the newest that may have set labels, and what the person may ask for. */
export function backfillSummary({ current, applied, verbs }: BackfillsView) {
  return { current: viewSummary(current), applied: viewSummary(applied), verbs };
}

function viewSummary(view: BackfillView | null) {
  if (view === null) return null;
  const { backfill, counts, minutesLeft, waits } = view;
  const { id, state, note, looked, report, askedBy, updatedAt } = backfill;
  return {
    id,
    state,
    note,
    looked,
    report,
    askedBy,
    since: new Date(updatedAt).toISOString(),
    issues: counts,
    minutesLeft,
    waitsUntil: waits === null ? null : new Date(waits.until).toISOString(),
  };
}
