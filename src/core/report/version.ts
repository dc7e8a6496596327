/** Everything about versions in one place to import from: reading, order, ranges, distribution backports. */

export { carriesFix, isBackportKernel } from './backport.js';
export { compareUpstream, compareVersions, parseVersion, type Version } from './version-order.js';
export { parseRange, satisfies, type VersionRange } from './version-range.js';
