/** Versions as kernels, hypervisors and firmware write them: read, put in order, held against a range. */

/** A version taken apart. `5.4.17-2136.el8uek` has numbers 5.4.17 and build 2136. */
export interface Version {
  /** As it was written, without a leading `v` or `R`. */
  readonly raw: string;
  /** The upstream numbers, most significant first; never empty. */
  readonly numbers: readonly number[];
  /** Number of the release candidate, null for a release. `6.3.0-rc1` is older than `6.3.0`. */
  readonly candidate: number | null;
  /** What a distribution counts on top of the upstream numbers, empty when there is none. */
  readonly build: readonly number[];
  /** Everything behind that: `generic`, `xen-amd64`, `fc32`, `pvops.qubes`. */
  readonly flavour: string;
}

// Bounded repetition: a version is short, and the text may come from anybody.
const UPSTREAM = /^(\d{1,9}(?:\.\d{1,9}){0,6})/;
const CANDIDATE = /^[-.~_]?(?:0\.)?rc[-.]?(\d{1,4})(?!\d)/i;
const PRE_RELEASE = /^[-.~_]?(?:alpha|beta|pre)(?:[-.]?(\d{1,4}))?(?![a-z\d])/i;
const BUILD = /^[-+~_](\d{1,9}(?:\.\d{1,9}){0,6})(?![0-9a-z])/i;
const SERVICE_PACK = /^[-. ]?sp[-. ]?(\d{1,2})(?!\d)/i;

/** Reads the version at the start of `text`, null when there is none. Text behind it becomes the flavour. */
export function parseVersion(text: string): Version | null {
  const raw = text
    .slice(0, 200)
    .trim()
    .replace(/^(?:version\s+|[vr](?=\d)|a(?=\d\d$))/i, '');
  const upstream = UPSTREAM.exec(raw)?.[1];
  if (upstream === undefined) return null;
  let rest = raw.slice(upstream.length);
  const numbers = upstream.split('.').map(Number);
  let candidate: number | null = null;
  const pre = CANDIDATE.exec(rest) ?? PRE_RELEASE.exec(rest);
  if (pre !== null) {
    candidate = Number(pre[1] ?? 0);
    rest = rest.slice(pre[0].length);
  }
  const pack = SERVICE_PACK.exec(rest);
  if (pack !== null) {
    numbers.push(Number(pack[1]));
    rest = rest.slice(pack[0].length);
  }
  const build = candidate === null ? BUILD.exec(rest) : null;
  if (build !== null) rest = rest.slice(build[0].length);
  return {
    raw,
    numbers,
    candidate,
    build: build?.[1]?.split('.').map(Number) ?? [],
    flavour: rest.replace(/^[-.+~_ ]+/, ''),
  };
}

/**
 * Negative when `a` is older than `b`, positive when newer, 0 when equal: numbers first (a missing one counts as 0),
 * then candidate before release, then build (none before any). Null when either is not a version.
 */
export function compareVersions(a: string | Version, b: string | Version): number | null {
  const left = typeof a === 'string' ? parseVersion(a) : a;
  const right = typeof b === 'string' ? parseVersion(b) : b;
  if (left === null || right === null) return null;
  return compareUpstream(left, right) || compareNumbers(left.build, right.build);
}

/** The order of `compareVersions` without the distribution's build. */
export function compareUpstream(a: Version, b: Version): number {
  return (
    compareNumbers(a.numbers, b.numbers) ||
    (a.candidate ?? Number.POSITIVE_INFINITY) - (b.candidate ?? Number.POSITIVE_INFINITY) ||
    0
  );
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
