/** Distribution kernels: their numbers say which release they started from, not which fixes they have. */

import { compareUpstream, parseVersion } from './version-order.js';
import { satisfies } from './version-range.js';

/** Flavours of kernels whose distribution backports fixes, as they end the version string. */
const BACKPORTING_FLAVOUR =
  /(?:^|[.\-_+~])(?:el\d+(?:_\d+)?|el\d+uek|uek|amzn\d*|generic(?:-pae|-hwe)?|lowlatency|server|virtual|ec2|aws|azure|gcp|gke|oracle|kvm|oem|raspi2?|default|pae|desktop|xen|xen-amd64|xen-686|trace|preempt|tlinux\w*|oe\d*|alnx|an\d+)(?:$|[.\-_+~])/i;

/** An upstream kernel packaged for such a distribution, or one that the distribution does not patch. */
const UPSTREAM_BUILD = /elrepo|mainline|\bml\b|vanilla|\.qubes|\barch\d|nixos|gentoo|fc\d\d/i;

/** Debian writes 5.10.0-8-amd64 for every stable release of 5.10; the package version 5.10.46-4 says which. */
const DEBIAN_ABI = /^\d+\.\d+\.0-(?:0\.(?:bpo|deb\d+)\.)?\d+(?:\.bpo\.\d+|\.deb\d+\.\d+)?-/;
const DEBIAN_OLD_ABI = /^2\.6\.\d+-(?:bpo\.)?\d+-/;

const BACKPORTING_DISTRIBUTION =
  /^(?:rhel|centos|rocky|almalinux|oracle-linux|scientific-linux|amazon-linux|sles|opensuse \d|ubuntu|xcp-ng|xenserver|openeuler|tencentos|anolis)/;

/**
 * Whether this kernel may carry fixes that its number does not show. `distribution` is a fact's value (`ubuntu 22.04`)
 * or `''`. A number above the fix still proves the fix; a number below it proves nothing for such a kernel.
 */
export function isBackportKernel(version: string, distribution = ''): boolean {
  const read = parseVersion(version);
  if (read === null) return false;
  if (UPSTREAM_BUILD.test(read.raw)) return false;
  // Ubuntu's mainline builds (6.9.3-060903-generic) repeat the version in six digits.
  if (/^\d+\.\d+\.\d+-0\d{5}(?:rc\d+)?-generic/.test(read.raw)) return false;
  if (DEBIAN_ABI.test(read.raw) || DEBIAN_OLD_ABI.test(read.raw)) return true;
  // XenServer and XCP-ng count their own builds behind a plus: 4.19.0+1.
  if (/^\d+\.\d+\.\d+\+\d+$/.test(read.raw)) return true;
  if (BACKPORTING_FLAVOUR.test(read.flavour)) return true;
  return read.candidate === null && BACKPORTING_DISTRIBUTION.test(distribution.toLowerCase());
}

/**
 * Whether a kernel `version` has what `fixed` (a version or a range like `>=5.10.149 <5.11 || >=6.0`) brought in:
 * `unknown` when it looks older and backports or its missing patch level leave that open.
 */
export function carriesFix(version: string, fixed: string, distribution = ''): 'yes' | 'no' | 'unknown' {
  const read = parseVersion(version);
  const plain = parseVersion(fixed);
  if (read === null) return 'unknown';
  const isVersion = plain !== null && /^\d[\w.+~-]*$/.test(fixed.trim()) && !/\.[xy]$/.test(fixed.trim());
  if (isVersion ? compareUpstream(read, plain) >= 0 : satisfies(read, fixed)) return 'yes';
  if (isBackportKernel(version, distribution)) return 'unknown';
  // "5.14" may be any release of 5.14: the last one has the fix if a fix went into the series.
  const latest = { ...read, numbers: [...read.numbers.slice(0, 2), Number.MAX_SAFE_INTEGER] };
  const open = read.numbers.length === 2 && read.candidate === null && read.build.length === 0;
  if (open && (isVersion ? compareUpstream(latest, plain) >= 0 : satisfies(latest, fixed))) return 'unknown';
  return 'no';
}
