/** The shape of a Linux version string, and what of it is kept. */

/** Source of a pattern with one group: the version, with what a distribution puts behind it. */
export const KERNEL =
  '([2-7]\\.\\d{1,2}(?:\\.(?:\\d{1,3}|[xy]\\b)){0,2}(?:-rc\\d{1,3})?(?:[-+~][0-9A-Za-z_][\\w.+~-]{0,60}|\\.[a-z][\\w.+~-]{0,40}|\\+)?)(?![\\w%])';

const NEWEST_MINOR: readonly number[] = [0, 0, 6, 19, 20, 19, 99, 99];

/** The version as a fact holds it: without architecture, package suffix and punctuation; null when it is no kernel's. */
export function kernelValue(written: string): string | null {
  const value = written
    .replace(/(?:\.(?:rpm|deb|gz|xz|img|tar)\b.*|_(?:amd64|i386|arm64|all)\b.*)$/i, '')
    .replace(/\.(?:x86_64|i[3-6]86|aarch64|noarch|ppc64le|s390x|armv\dh?l?)$/i, '')
    .replace(/\.[xy]$/, '')
    .replace(/[.,:;+~_-]+$/, '');
  const [, major = '0', minor = '0', rest = ''] = /^(\d)\.(\d{1,2})(.*)$/.exec(value) ?? [];
  const newest = NEWEST_MINOR[Number(major)] ?? 0;
  if (Number(minor) > newest) return null;
  if (major === '2' && minor !== '6' && minor !== '4') return null;
  // Four numbers in a row: only 2.6 had them; elsewhere it is an address or some other product.
  if (major !== '2' && /^\.\d+\.\d/.test(rest)) return null;
  return value;
}

/** Flavours that only a kernel's version has: alone such a string is proof enough. */
const FLAVOUR =
  /-(?:[\w.~+]*[-.])?(?:generic|lowlatency|amd64|686(?:-pae)?|arm64|armmp|default|pae|xen|aws|azure|gcp|el\d+\w*|fc\d\d|amzn\d*|uek|arch\d|pvops|qubes|virtual|lts|zen\d?|cloud|hardened|MANJARO|gentoo|vanilla|coreos|flatcar|tlinux\w*)(?![a-z])/i;

/** Whether the version carries a kernel's flavour. */
export function hasKernelFlavour(value: string): boolean {
  return FLAVOUR.test(value);
}
