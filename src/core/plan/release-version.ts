/** A release as fixes see it: the version that a tag names, its line, and whether it is one for everybody or for testing. */

import { compareUpstream, parseVersion } from '../report/version.js';

export interface Release {
  /** As in a rule's `fixed_in`: `linux`, `xen`, `dracut`. */
  readonly component: string;
  /** As it is written, without a prefix such as `v`. */
  readonly version: string;
  /** The series that brings a fix once: `3.2` for 3.2, 3.2-rc1 and 3.2.5; `56` for 056. */
  readonly line: string;
  /** `test`: GitHub's prerelease mark, or a candidate, alpha or beta by its number. */
  readonly stage: 'stable' | 'test';
  /** A distribution's own build, for its users only, e.g. `debian 11`; null for everybody. */
  readonly distribution: string | null;
}

/** Where a version begins in a tag: at its start, or behind the project's name. */
const versionInTag = /(?:^|[/_@ -])[vr]?(\d[\w.+~:-]*)$/i;

/** Reads a tag such as `v3.2`, `RELEASE-4.17.0-rc3` or `dracut-056`; null where it names no version. */
export function readRelease(
  component: string,
  tag: string,
  isPrerelease: boolean,
  distribution: string | null = null,
): Release | null {
  const name = tag.trim().slice(0, 200);
  const version = firstVersion(name) ?? /\d[\w.+~:-]*$/.exec(name)?.[0];
  const read = version === undefined ? null : parseVersion(version);
  if (version === undefined || read === null) return null;
  const stage = isPrerelease || read.candidate !== null ? 'test' : 'stable';
  return { component: component.toLowerCase(), version, line: lineOf(read.numbers), stage, distribution };
}

/** `xen-4.17-rc1` ends in `rc1` and in `4.17-rc1`: the earliest place where a version can begin counts. */
function firstVersion(name: string): string | undefined {
  return versionInTag.exec(name)?.[1];
}

/**
 * Whether this release is the one that brings what `fixedIn` names: of the same line, and not older. Releases of later lines
 * have the fix as well, but it is no news with them.
 */
export function bringsFix(
  release: Release,
  fixedIn: { readonly component: string; readonly version: string },
): boolean {
  if (fixedIn.component.toLowerCase() !== release.component) return false;
  const released = parseVersion(release.version);
  const fixed = parseVersion(fixedIn.version);
  if (released === null || fixed === null || lineOf(fixed.numbers) !== release.line) return false;
  // A candidate of the fixed version is on the way to it; where the rule names a candidate, that one counts.
  const reached = fixed.candidate === null ? { ...released, candidate: null } : released;
  return compareUpstream(reached, fixed) >= 0;
}

function lineOf(numbers: readonly number[]): string {
  return numbers.slice(0, 2).join('.');
}
