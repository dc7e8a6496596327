/** A report read once, to be asked about with several packs. */

import { parseReport } from '../report/parse-report.js';
import type { Report } from '../report/report.js';

/** Title and body as they were written, and what was read in them. */
export interface ReadReport {
  readonly title: string;
  readonly body: string;
  readonly report: Report;
}

/** Never throws, whatever the text. */
export function readReport({ title, body }: { readonly title: string; readonly body: string }): ReadReport {
  return { title, body, report: parseReport({ title, body }) };
}
