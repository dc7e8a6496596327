/** Ranges of versions, as rules write them: `>=3.2 <5.0`, `4.14.x`, `<5.0 || >=5.4`. */

import { compareUpstream, compareVersions, parseVersion, type Version } from './version-order.js';

type Operator = '<' | '<=' | '>' | '>=' | '=' | '!=';

interface Bound {
  readonly operator: Operator;
  readonly version: Version;
  /** For `4.14.x`: how many leading numbers must agree. */
  readonly series: number | null;
}

/** A range taken apart: alternatives, each a list of bounds that must all hold. */
export type VersionRange = readonly (readonly Bound[])[];

const BOUND = /^(<=|>=|!=|==|=|<|>)?\s*(\d[\w.+~-]{0,80}|\*)$/;

/** Rules hold few ranges and ask for them at every report. */
const readBefore = new Map<string, VersionRange | null>();
const remembered = 1000;

function rangeOf(text: string): VersionRange | null {
  const known = readBefore.get(text);
  if (known !== undefined) return known;
  const range = parseRange(text);
  if (readBefore.size >= remembered) readBefore.clear();
  readBefore.set(text, range);
  return range;
}

/** Reads a range; null when it is not one, so that a rule with a typing error is refused and not read as "never". */
export function parseRange(text: string): VersionRange | null {
  const alternatives: Bound[][] = [];
  for (const alternative of text.slice(0, 500).split('||')) {
    const bounds: Bound[] = [];
    // An operator may stand apart from its version: `>= 3.2`.
    for (const part of alternative.replace(/([<>=!])\s+/g, '$1').split(/[\s,]+/)) {
      if (part === '') continue;
      const bound = parseBound(part);
      if (bound === null) return null;
      bounds.push(bound);
    }
    if (bounds.length === 0) return null;
    alternatives.push(bounds);
  }
  return alternatives;
}

function parseBound(text: string): Bound | null {
  const [, sign, written] = BOUND.exec(text) ?? [];
  if (written === undefined) return null;
  if (written === '*') {
    const lowest = parseVersion('0');
    return sign === undefined && lowest !== null ? { operator: '>=', version: lowest, series: 0 } : null;
  }
  const series = /^(\d+(?:\.\d+)*)\.[xy*]$/.exec(written.replace(/\.\*$/, '.x'));
  const version = parseVersion(series?.[1] ?? written);
  if (version === null) return null;
  const operator = sign === undefined || sign === '==' ? '=' : (sign as Operator);
  if (series !== null && operator !== '=' && operator !== '!=') return null;
  return { operator, version, series: series === null ? null : version.numbers.length };
}

/**
 * Whether `version` lies in `range`. A bound without a build looks at the upstream numbers only, so that
 * `3.2.0-24-generic` satisfies `<=3.2`; a missing number counts as 0. False when either cannot be read.
 */
export function satisfies(version: string | Version, range: string | VersionRange): boolean {
  const read = typeof version === 'string' ? parseVersion(version) : version;
  const alternatives = typeof range === 'string' ? rangeOf(range) : range;
  if (read === null || alternatives === null) return false;
  return alternatives.some((bounds) => bounds.every((bound) => holds(read, bound)));
}

function holds(version: Version, bound: Bound): boolean {
  if (bound.series !== null) {
    const same = bound.version.numbers.every((number, i) => (version.numbers[i] ?? 0) === number);
    return bound.operator === '!=' ? !same : bound.operator === '>=' || same;
  }
  const order =
    bound.version.build.length > 0
      ? (compareVersions(version, bound.version) ?? 0)
      : compareUpstream(version, bound.version);
  if (bound.operator === '<') return order < 0;
  if (bound.operator === '<=') return order <= 0;
  if (bound.operator === '>') return order > 0;
  if (bound.operator === '>=') return order >= 0;
  return bound.operator === '=' ? order === 0 : order !== 0;
}
