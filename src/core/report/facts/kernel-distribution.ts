/** Tells the distribution from the version of its kernel, where the version is that distribution's alone. */

interface Sign {
  /** With the release in the first group, if the version tells it. */
  readonly pattern: RegExp;
  readonly name: string;
}

/** In this order: Qubes builds its kernels on Fedora, Oracle and CentOS mark theirs beside Red Hat's `el`. */
const signs: readonly Sign[] = [
  { pattern: /\.qubes(?:\.|$)/, name: 'qubes' },
  { pattern: /\.fc(\d{1,2})(?:[._]|$)/, name: 'fedora' },
  { pattern: /\.el(\d{1,2})uek(?:[._]|$)/, name: 'oracle-linux' },
  { pattern: /\.el(\d{1,2})\.centos(?:[._]|$)/, name: 'centos' },
  // Its rebuilds have the same mark: it tells the family.
  { pattern: /\.el(\d{1,2})(?:_\d{1,2}|xen|PAE)?(?:[._]|$)/, name: 'rhel' },
  { pattern: /\.amzn(\d{1,4})(?:[._]|$)/, name: 'amazon-linux' },
  { pattern: /-arch\d+(?:-\d+)?$/, name: 'arch' },
  { pattern: /-lp15(\d)\.[\w.]+-/, name: 'opensuse' },
  {
    pattern: /^\d\.\d{1,2}\.\d{1,2}(?:-0\.|\+)deb(\d{1,2})(?:\.\d+)?-(?:[a-z]+-)?(?:amd64|686|arm64|armmp)/,
    name: 'debian',
  },
  {
    pattern: /^(?:2\.6\.\d{2}|\d\.\d{1,2}\.0)-(?:0\.bpo\.)?\d{1,2}-(?:[a-z]+-)?(?:amd64|686|arm64|armmp)/,
    name: 'debian',
  },
  {
    pattern: /^(?:2\.6\.\d{2}|\d\.\d{1,2}\.0)-\d{1,3}-(?:generic|lowlatency|server|virtual)(?:-pae)?$/,
    name: 'ubuntu',
  },
  { pattern: /^\d\.\d{1,2}\.0-1\d{3}-(?:aws|azure|gcp|oracle|kvm)$/, name: 'ubuntu' },
];

/** `fedora 35` for `5.14.0-0.rc6.46.fc35`, as distribution facts are written; null where the version does not tell. */
export function distributionOfKernel(version: string): string | null {
  for (const { pattern, name } of signs) {
    const found = pattern.exec(version);
    if (found === null) continue;
    const release = name === 'opensuse' ? `15.${found[1]}` : found[1];
    return release === undefined ? name : `${name} ${release}`;
  }
  return null;
}
