/** The one version that decisions about fixes should look at. */

import type { Fact } from './report.js';
import { parseVersion } from './version-order.js';

/**
 * The fact that says best which version of `kind` the reporter runs when it fails: the first of its kind, which the
 * order of facts guarantees. Debian's `5.10.0-8-amd64` stands for every stable release of 5.10; where the same line
 * goes on `Debian 5.10.46-4`, that fact is the better one. Undefined when the report names none.
 */
export function runningVersion(facts: readonly Fact[], kind: 'linux' | 'xen' | 'firmware'): Fact | undefined {
  const first = facts.find((fact) => fact.kind === kind);
  if (first === undefined || kind !== 'linux') return first;
  const abi = parseVersion(first.value);
  if (abi === null || abi.numbers[2] !== 0 || abi.flavour === '') return first;
  const exact = facts.find(
    (fact) =>
      fact.kind === kind &&
      fact.line === first.line &&
      fact.quote.startsWith('Debian ') &&
      fact.value.startsWith(`${abi.numbers[0]}.${abi.numbers[1]}.`),
  );
  return exact ?? first;
}
