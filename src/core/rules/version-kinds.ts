/** The kinds of facts whose values are versions: conditions on them are ranges. */

import type { FactKind } from '../report/report.js';

export const versionKinds = ['linux', 'xen', 'firmware'] as const satisfies readonly FactKind[];
