/** Reads on what the system runs: EC2 instance types and whether they are Xen or Nitro, other hypervisors, bare metal. */

import { type FactReader, rank, type Scene } from './scene.js';
import { verdictAt } from './verdict.js';

/** Families whose instances are Xen guests; everything that Amazon brought out since 2018 is Nitro. */
const XEN_FAMILIES =
  't1 t2 m1 m2 m3 m4 c1 c3 c4 cc1 cc2 cg1 cr1 d2 f1 g2 g3 g3s h1 hi1 hs1 i2 i3 p2 p3 r3 r4 x1 x1e'.split(' ');
const NITRO_FAMILIES =
  `a1 t3 t3a t4g m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m8g m8i c5 c5a c5ad c5d c5n c6a c6g
   c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c8g d3 d3en dl1 g4ad g4dn g5 g5g g6 g6e gr6 hpc6a hpc7a hpc7g i3en i4g i4i im4gn inf1 inf2
   is4gen mac1 mac2 p3dn p4d p4de p5 r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r7a r7g r7i r8g trn1 u6 u9 u12 vt1 x2gd x2idn x2iedn
   x2iezn z1d`.split(/\s+/);
const xenFamilies: ReadonlySet<string> = new Set(XEN_FAMILIES);

const SIZE = /\.((?:nano|micro|small|medium|large|\d{0,2}xlarge|metal(?:-\d{1,2}xl)?))\b/iy;
const FAMILY_TALK = /^(?:[ -](?:ec2[ -])?(?:instances?|family|ec2|aws|amis?)\b)/i;

export const ec2Reader: FactReader = {
  words: [...XEN_FAMILIES, ...NITRO_FAMILIES],
  read(scene, start, end) {
    if (scene.isFull('ec2-type') || /[-_/.\w]/.test(scene.before(start, 1))) return;
    const family = scene.text.slice(start, end).toLowerCase();
    const size = scene.match(SIZE, end)?.[1]?.toLowerCase();
    if (size === undefined && !FAMILY_TALK.test(scene.text.slice(end, end + 16))) return;
    const stop = size === undefined ? end : end + 1 + size.length;
    const value = size === undefined ? family : `${family}.${size}`;
    const isMetal = size?.startsWith('metal') === true;
    const verdict = verdictAt(scene.text, start, stop);
    const order =
      verdict === 'works' ? rank.saidToWork : scene.span.kind === 'title' ? rank.title : rank.stated;
    scene.add('ec2-type', value, order, start, stop);
    scene.add('platform', xenFamilies.has(family) && !isMetal ? 'xen' : 'nitro', order, start, stop);
  },
};

interface Platform {
  readonly value: string;
  readonly rest?: RegExp;
}

const PLATFORMS: Readonly<Record<string, Platform>> = {
  kvm: { value: 'kvm' },
  proxmox: { value: 'kvm' },
  vmware: { value: 'vmware' },
  esxi: { value: 'vmware' },
  esx: { value: 'vmware' },
  vsphere: { value: 'vmware' },
  virtualbox: { value: 'virtualbox' },
  vbox: { value: 'virtualbox' },
  hyper: { value: 'hyper-v', rest: /-v\b/iy },
  hyperv: { value: 'hyper-v' },
  azure: { value: 'azure' },
  gce: { value: 'gce' },
  gcp: { value: 'gce' },
  nitro: { value: 'nitro' },
  ec2: { value: 'ec2' },
  aws: { value: 'ec2' },
  lightsail: { value: 'ec2' },
  baremetal: { value: 'bare-metal' },
  bare: { value: 'bare-metal', rest: /[ -]?metal\b/iy },
};

const DETECTED =
  /(?:hypervisor detected|detected virtualization|virtualization(?: type)?|hypervisor vendor):?\s+["']?(xen|kvm|vmware|microsoft|oracle|qemu|bochs|amazon|none)\b/iy;
const VENDORS: Readonly<Record<string, string>> = {
  xen: 'xen',
  kvm: 'kvm',
  qemu: 'kvm',
  vmware: 'vmware',
  microsoft: 'hyper-v',
  oracle: 'virtualbox',
  amazon: 'nitro',
  none: 'bare-metal',
};
/** `I have not tried it on bare metal`. */
const DENIED = /\b(?:not|n[’']t|never|without|instead of|rather than|unlike)\b[^.;:]{0,32}$/i;

export const platformReader: FactReader = {
  words: [...Object.keys(PLATFORMS), 'hypervisor', 'detected', 'virtualization'],
  read(scene, start, end) {
    if (scene.isFull('platform')) return;
    const word = scene.text.slice(start, end).toLowerCase();
    const platform = PLATFORMS[word];
    if (platform === undefined) {
      readDetected(scene, start);
      return;
    }
    // Package, module or address: `qemu-kvm`, `linux-aws`, `kvm_intel`, `aws.amazon.com`.
    const isPart =
      /[-_/.@]/.test(scene.before(start, 1)) ||
      /^(?:[-_/.@][a-z]|\[|\()/i.test(scene.text.slice(end, end + 2));
    if (scene.span.kind === 'log' || isModule(scene, word, start, end)) return;
    if (isPart && platform.rest === undefined) return;
    const rest = platform.rest === undefined ? null : scene.match(platform.rest, end);
    if (platform.rest !== undefined && rest === null) return;
    const stop = end + (rest?.[0].length ?? 0);
    scene.add('platform', platform.value, platformOrder(scene, platform.value, start, stop), start, stop);
  },
};

function platformOrder(scene: Scene, value: string, start: number, stop: number): number {
  const verdict = verdictAt(scene.text, start, stop);
  if (verdict === 'works' || DENIED.test(scene.before(start, 40))) return rank.saidToWork;
  // Bare metal is what Xen users compare with, and EC2 alone does not say which of its two hypervisors.
  if (value === 'bare-metal' || value === 'ec2') return rank.hint;
  return scene.span.kind === 'title' ? rank.title : rank.prose;
}

/** Words may stand in lower case as module names; a platform is then spoken of as a place. */
function isModule(scene: Scene, word: string, start: number, end: number): boolean {
  if (word !== 'kvm' || scene.text.startsWith('KVM', start)) return false;
  if (/^\s+(?:guests?|hosts?|vms?|hypervisor|virtual|instances?)\b/i.test(scene.text.slice(end, end + 20)))
    return false;
  return !/\b(?:on|in|under|with|using|via|at|to|and|or)\s+[`"'*]*$/i.test(scene.before(start, 12));
}

function readDetected(scene: Scene, start: number): void {
  const found = scene.match(DETECTED, start);
  const value = VENDORS[found?.[1]?.toLowerCase() ?? ''];
  if (found === null || value === undefined) return;
  scene.add('platform', value, rank.failingRun, start, start + found[0].length);
}
