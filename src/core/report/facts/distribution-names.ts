/** Distributions by the words that name them, with the shape of their versions. */

export interface Distribution {
  /** Name in fact values: `debian`. */
  readonly name: string;
  /** First words under which it is found, lower case. */
  readonly words: readonly string[];
  /** Sticky, from the first word on: the name alone. */
  readonly named: RegExp;
  /** Sticky, right behind the name: the version in one group. */
  readonly version: RegExp;
  /** Code names with their versions. */
  readonly codeNames?: ReadonlyMap<string, string>;
  /** Whether the word also means something else, so that the name alone proves nothing. */
  readonly needsVersion?: true;
}

const GAP =
  '(?:[\\s:("\'`*-]|release|version|os\\b|linux\\b|server\\b|stable\\b|gnu/linux|lts\\b|desktop\\b|workstation\\b|live\\b)*';
/** What ends a version: not a longer number, which is a package's or a compiler's. */
const STOP = '(?![\\d]|\\.\\d|-\\d|[a-z]{3})';

function versioned(pattern: string): RegExp {
  return new RegExp(`${GAP}v?(${pattern})${STOP}`, 'iy');
}

const TWO = '\\d{1,2}(?:\\.\\d{1,2})?';
const THREE = '\\d{1,2}(?:\\.\\d{1,2}(?:\\.\\d{1,4})?)?';

const DEBIAN = new Map(
  Object.entries({
    lenny: '5',
    squeeze: '6',
    wheezy: '7',
    jessie: '8',
    stretch: '9',
    buster: '10',
    bullseye: '11',
    bookworm: '12',
    trixie: '13',
    sid: 'sid',
    unstable: 'sid',
  }),
);
const UBUNTU = new Map(
  Object.entries({
    lucid: '10.04',
    precise: '12.04',
    trusty: '14.04',
    xenial: '16.04',
    bionic: '18.04',
    focal: '20.04',
    jammy: '22.04',
    noble: '24.04',
  }),
);

/** More exact names come first. */
export const distributions: readonly Distribution[] = [
  { name: 'debian', words: ['debian'], named: /debian/iy, version: versioned(`${TWO}`), codeNames: DEBIAN },
  {
    name: 'ubuntu',
    words: ['ubuntu', 'kubuntu', 'xubuntu', 'lubuntu'],
    named: /[kxl]?ubuntu/iy,
    version: versioned('\\d{1,2}\\.(?:04|10)(?:\\.\\d)?|\\d{2}(?!\\.)'),
    codeNames: UBUNTU,
  },
  {
    name: 'fedora-coreos',
    words: ['fedora', 'fcos'],
    named: /fedora[ -]?coreos|fcos/iy,
    version: versioned('\\d{2}(?:\\.\\d{8}(?:\\.\\d+){1,2})?'),
  },
  { name: 'fedora', words: ['fedora'], named: /fedora/iy, version: versioned('\\d{1,2}|rawhide') },
  {
    name: 'rhel',
    words: ['rhel', 'red', 'redhat'],
    named: /rhel|red ?hat enterprise linux|redhat el/iy,
    version: versioned(TWO),
  },
  { name: 'centos-stream', words: ['centos'], named: /centos stream/iy, version: versioned('\\d{1,2}') },
  { name: 'centos', words: ['centos'], named: /centos/iy, version: versioned(THREE) },
  { name: 'rocky', words: ['rocky'], named: /rocky linux|rocky(?=[ -]?\d)/iy, version: versioned(TWO) },
  { name: 'almalinux', words: ['almalinux', 'alma'], named: /alma ?linux/iy, version: versioned(TWO) },
  {
    name: 'oracle-linux',
    words: ['oracle', 'ol'],
    named: /oracle (?:enterprise )?linux|ol(?=[6-9]\b)/iy,
    version: versioned(TWO),
  },
  { name: 'scientific-linux', words: ['scientific'], named: /scientific linux/iy, version: versioned(TWO) },
  {
    name: 'amazon-linux',
    words: ['amazon', 'al'],
    named: /amazon linux(?: ami)?|al(?=20\d\d\b)/iy,
    version: versioned('20\\d\\d(?:\\.\\d{1,2})?|2'),
  },
  {
    name: 'sles',
    words: ['sles', 'sle', 'sled', 'suse'],
    named: /sle[sd]?(?=[ -]?\d\d)|suse linux enterprise(?: (?:server|desktop|micro))?/iy,
    version: versioned('\\d{2}(?:[ -]?sp ?\\d)?(?:\\.\\d)?'),
  },
  {
    name: 'opensuse',
    words: ['opensuse', 'suse', 'tumbleweed'],
    named: /(?:open ?)?suse(?: leap| linux)?(?= tumbleweed|[ -]?\d| leap|\W|$)|(?=tumbleweed)/iy,
    version: versioned('\\d{2}\\.\\d|tumbleweed|leap'),
  },
  {
    name: 'qubes',
    words: ['qubes', 'qubesos'],
    named: /qubes(?:[ -]?os)?/iy,
    version: new RegExp(`${GAP}r?([1-4]\\.\\d(?:\\.\\d)?(?:[ -]?rc-?\\d)?)${STOP}`, 'iy'),
  },
  { name: 'xcp-ng', words: ['xcp'], named: /xcp-?ng/iy, version: versioned('\\d\\.\\d(?:\\.\\d)?') },
  {
    name: 'xenserver',
    words: ['xenserver', 'citrix'],
    named: /xen ?server|citrix hypervisor/iy,
    version: versioned('\\d{1,2}(?:\\.\\d){0,2}(?: ?sp\\d)?'),
  },
  {
    name: 'arch',
    words: ['arch', 'archlinux'],
    named: /arch ?linux/iy,
    version: versioned('20\\d\\d\\.\\d\\d\\.\\d\\d'),
  },
  { name: 'manjaro', words: ['manjaro'], named: /manjaro/iy, version: versioned(THREE) },
  {
    name: 'alpine',
    words: ['alpine'],
    named: /alpine(?: linux)?/iy,
    version: versioned('\\d\\.\\d{1,2}(?:\\.\\d{1,2})?'),
  },
  { name: 'nixos', words: ['nixos'], named: /nixos(?!-)/iy, version: versioned('\\d{2}\\.\\d{2}|unstable') },
  { name: 'gentoo', words: ['gentoo'], named: /gentoo/iy, version: versioned('20\\d\\d') },
  {
    name: 'linux-mint',
    words: ['mint'],
    named: /mint(?= \d\d)/iy,
    version: versioned('\\d{2}(?:\\.\\d)?'),
    needsVersion: true,
  },
  {
    name: 'proxmox',
    words: ['proxmox', 'pve'],
    named: /proxmox(?: ve)?|pve(?=[ -]?\d)/iy,
    version: versioned('\\d(?:\\.\\d(?:-\\d{1,2})?)?'),
  },
  { name: 'openeuler', words: ['openeuler'], named: /openeuler/iy, version: versioned('\\d{2}\\.\\d{2}') },
  {
    name: 'tencentos',
    words: ['tencentos', 'tlinux'],
    named: /tencentos|tlinux/iy,
    version: versioned('\\d\\.\\d'),
  },
  {
    name: 'openmandriva',
    words: ['openmandriva'],
    named: /openmandriva(?: lx)?/iy,
    version: versioned('\\d\\.\\d|20\\d\\d(?:\\.\\d)?'),
  },
  { name: 'mageia', words: ['mageia'], named: /mageia/iy, version: versioned('\\d') },
  { name: 'slackware', words: ['slackware'], named: /slackware/iy, version: versioned('\\d{2}\\.\\d') },
  { name: 'devuan', words: ['devuan'], named: /devuan/iy, version: versioned('\\d') },
  { name: 'kali', words: ['kali'], named: /kali linux/iy, version: versioned('20\\d\\d\\.\\d') },
  { name: 'raspbian', words: ['raspbian'], named: /raspbian/iy, version: versioned('\\d{1,2}') },
  {
    name: 'flatcar',
    words: ['flatcar'],
    named: /flatcar(?: container linux)?/iy,
    version: versioned('\\d{4}\\.\\d\\.\\d'),
  },
  {
    name: 'coreos',
    words: ['coreos'],
    named: /coreos(?: container linux)?/iy,
    version: versioned('\\d{3,4}\\.\\d\\.\\d'),
  },
  { name: 'freebsd', words: ['freebsd'], named: /freebsd/iy, version: versioned(TWO) },
  { name: 'netbsd', words: ['netbsd'], named: /netbsd/iy, version: versioned(TWO) },
  { name: 'openbsd', words: ['openbsd'], named: /openbsd/iy, version: versioned('\\d\\.\\d') },
];
