/** Names as their owners write them: values are matched in lower case, people read `PowerEdge R740` and `Fedora 35`. */

import type { Fact } from '../report/report.js';

const components: Readonly<Record<string, string>> = { linux: 'Linux', xen: 'Xen' };

const topics: Readonly<Record<string, string>> = {
  firmware: 'the version of the firmware',
  'guest-mode': 'the guest mode',
  'ec2-type': 'the EC2 instance type',
  'xen-option': 'the boot options of Xen',
  'linux-option': 'the boot options of Linux',
  'tool-output': 'the output of the tools',
  oops: 'the crash',
};
const plainTopics = ['distribution', 'toolstack', 'vendor', 'model', 'platform'];

/** Words and short names whose capitals do not follow from a rule. */
const words: ReadonlyMap<string, string> = new Map(
  `AlmaLinux Alienware Alpine Arch ASRock ASUS Azure CentOS CoreOS Dell EliteBook EliteDesk EC2 Flatcar FreeBSD GCE Gentoo HP HVM
   Hyper-V IBM IdeaPad iMac Inspiron KVM Latitude Librem MacBook MSI NetBSD NixOS NovaCustom NUC openEuler OpenBSD OpenMandriva openSUSE OptiPlex Pavilion PowerEdge Precision ProBook
   ProDesk ProLiant PV PVH PVHVM RHEL SLES System76 TencentOS ThinkCentre ThinkPad ThinkServer ThinkStation ThinkSystem TUXEDO VirtualBox
   VivoBook VMware Vostro XCP-ng XenServer XPS ZBook ZenBook domU dom0`
    .split(/\s+/)
    .map((word) => [word.toLowerCase(), word]),
);

/** Values and the heads of values that are written in another way altogether. */
const heads: ReadonlyMap<string, string> = new Map([
  ['amazon-linux', 'Amazon Linux'],
  ['bare-metal', 'bare metal'],
  ['centos-stream', 'CentOS Stream'],
  ['fedora-coreos', 'Fedora CoreOS'],
  ['linux-mint', 'Linux Mint'],
  ['oracle-linux', 'Oracle Linux'],
  ['qubes', 'Qubes OS'],
  ['raspberry-pi', 'Raspberry Pi'],
  ['rocky', 'Rocky Linux'],
  ['scientific-linux', 'Scientific Linux'],
]);

const namedKinds: readonly string[] = ['vendor', 'model', 'distribution', 'platform', 'guest-mode'];

/** `Xen` for `xen`; a component of a rule's own, such as `dracut`, is called what the rule calls it. */
export function componentName(name: string): string {
  return components[name] ?? name;
}

/** What a condition asks for, within a sentence: `the model`, `the version of Xen`. */
export function topicName(name: string): string {
  return (
    topics[name] ?? (plainTopics.includes(name) ? `the ${name}` : `the version of ${componentName(name)}`)
  );
}

/**
 * A fact's value for people. Where no table knows a word of a model's name, the reporter's own capitals are taken from the
 * fact's quote; versions, options and the like stay as they are.
 */
export function displayValue(kind: string, value: string, facts: readonly Fact[] = []): string {
  if (!namedKinds.includes(kind)) return value;
  const [head = '', ...rest] = value.split(' ');
  const name = heads.get(head);
  if (kind === 'model') {
    const quote = facts.find((fact) => fact.kind === kind && fact.value === value)?.quote ?? '';
    return value
      .split(' ')
      .map((word) => words.get(word) ?? asWritten(word, quote) ?? modelWord(word))
      .join(' ');
  }
  return [name ?? words.get(head) ?? capitalised(head), ...rest.map(releaseWord)].join(' ');
}

/** The word as it stands in a quote, if it has a capital there. */
function asWritten(word: string, quote: string): string | null {
  const at = quote.toLowerCase().indexOf(word);
  const written = at < 0 ? '' : quote.slice(at, at + word.length);
  return /\p{Lu}/u.test(written) ? written : null;
}

/** `e6420` is a code, `gen10` and `carbon` are words; makers keep what follows a code's digits small: `R730xd`. */
function modelWord(word: string): string {
  if (!/\d/.test(word) || /^gen\d/.test(word)) return capitalised(word);
  const [, letters, code = ''] = /^([a-z]*)(.*)$/.exec(word) ?? [];
  return `${letters?.toUpperCase() ?? ''}${letters === '' ? code.toUpperCase() : code}`;
}

/** `sp1` is a service pack, `tumbleweed` a name; numbers, and names like `sid`, stay. */
function releaseWord(word: string): string {
  if (/^sp\d/.test(word)) return word.toUpperCase();
  return /^(?:tumbleweed|leap|rawhide)$/.test(word) ? capitalised(word) : word;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
