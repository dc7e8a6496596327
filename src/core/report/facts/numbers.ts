/** Reads versions that stand alone, by their shape, the label above them or the words around them. */

import { KERNEL } from './kernel-version.js';
import { addBareKernel, isKernelString } from './linux.js';
import { rank, type Scene } from './scene.js';
import { xenValue } from './xen.js';

const VERSION = new RegExp(`${KERNEL}`, 'y');
const CANDIDATE = /^\d\.\d{1,2}(?:\.\d{1,3})?-rc\d{1,3}\b/;
const THREE_PARTS = /^\d\.\d{1,2}\.\d{1,3}(?![\d.]*\.\d)/;
const KERNEL_TALK = /\b(?:kernels?|linux|mainline|vanilla|bisect\w*)\b/i;
/** Words before a version that is a kernel's as long as the talk is of kernels. */
const LEAD_IN =
  /(?:^|[.;(,/]\s*|[-–—>→]\s+|\b(?:on|in|with|to|from|of|boot|booting|boots|running|run|since|until|till|between|and|or|than|after|before|under|using|use|tried|try|upgraded?|both|only|while|but|at|stable|now|is|like|vs\.?|for|latest|recent|the|that|up|working|version)\s+)[`"'(v]*$/i;

const LOOSE_LIMIT = 100;

/** Versions of something else that share a distribution's suffix: `xen: 4.8.5-14.fc25`, a virtual BIOS. */
const OF_ANOTHER = /(?:[/@]|\b(?:xen|bios|qemu|gcc|glibc|hypervisor|libvirt|seabios|version)[\s:=v-]*)$/i;

/** Reads a number of the form `5.10` at `start`; what cannot be decided yet waits in `scene.loose`. */
export function readNumber(scene: Scene, start: number): void {
  if (readQubesRelease(scene, start) || readLabelled(scene, start) || scene.isFull('linux')) return;
  const written = scene.match(VERSION, start)?.[1];
  if (written === undefined) return;
  const { kind } = scene.span;
  if (start === 0 && /\buname\b/.test(scene.command)) addBareKernel(scene, written, start, rank.stated);
  else if (isKernelString(written) && !OF_ANOTHER.test(scene.before(start, 24))) {
    addBareKernel(scene, written, start, isNamed(scene, start) ? rank.hint + 2 : rank.hint);
  } else if (kind === 'log' || kind === 'command') return;
  else if (isUnderLabel(scene, start)) addBareKernel(scene, written, start, rank.stated);
  else if (CANDIDATE.test(written)) {
    if (!isOfAnother(scene, start, written)) addBareKernel(scene, written, start, rank.prose + 0.5);
  } else if (
    THREE_PARTS.test(written) &&
    LEAD_IN.test(scene.before(start, 24)) &&
    scene.loose.length < LOOSE_LIMIT
  ) {
    scene.loose.push({ span: scene.span, written, at: start });
  }
}

/** Adds the loose versions that are kernels' after all: only at the end is known whether the report speaks of kernels. */
export function settleLoose(scene: Scene): void {
  for (const { span, written, at } of scene.loose) {
    // Xen, Qubes and others count 3.x and 4.x too: there the same paragraph must speak of a kernel.
    const sure = /^[567]/.test(written) ? scene.talksOfKernels : KERNEL_TALK.test(span.text);
    if (!sure) continue;
    scene.span = span;
    scene.text = span.text;
    addBareKernel(scene, written, at, rank.prose + 1);
  }
}

/** The answer to a form's question for the kernel. */
function isUnderLabel(scene: Scene, start: number): boolean {
  return isAnswer(scene, start) && /\b(?:linux|kernel)\b/i.test(scene.span.section);
}

/** A short paragraph that begins with the number. */
function isAnswer(scene: Scene, start: number): boolean {
  return start < 12 && scene.text.length < 120 && scene.span.section !== '' && scene.span.kind === 'prose';
}

/** The answer to a form's question for Xen, Qubes or a product on Xen, where the number stands alone. */
function readLabelled(scene: Scene, start: number): boolean {
  if (!isAnswer(scene, start)) return false;
  const product = /\b(xen|qubes|xcp-ng|xenserver|bios|firmware)\b/i
    .exec(scene.span.section)?.[1]
    ?.toLowerCase();
  if (product === undefined) return false;
  const written =
    /^\d{1,3}(?:\.\d{1,3}){1,2}(?:-?rc\d)?[\w.+~-]{0,20}/.exec(scene.text.slice(start, start + 40))?.[0] ??
    '';
  const value = written.toLowerCase().replace(/[.+~-]+$/, '');
  const end = start + value.length;
  if (product === 'xen') {
    if (xenValue(value) === null) return false;
    scene.add('xen', value, rank.stated, start, end);
  } else if (product === 'bios' || product === 'firmware')
    scene.add('firmware', value, rank.stated, start, end);
  else scene.add('distribution', `${product} ${value}`, rank.stated, start, end);
  return true;
}

/** A package or image name that belongs to something else: `btrfs-progs-5.10-1.el8`. */
function isNamed(scene: Scene, start: number): boolean {
  return /[\w.]-v?$/.test(scene.before(start, 4));
}

/** A candidate of Xen, Qubes or another product, which say so before it. */
function isOfAnother(scene: Scene, start: number, written: string): boolean {
  const before = scene.before(start, 40);
  if (
    /\b(?:xen|qubes(?: ?os)?|hypervisor|qemu|version|react|gcc|systemd|openzfs|zfs)[\s:-]*(?:r|v)?$/i.test(
      before,
    )
  )
    return true;
  if (/\bR$/.test(before)) return true;
  // 3.x and 4.x candidates may be Qubes' or Xen's; a kernel's then has its `v` or its word.
  return /^[34]/.test(written) && !/\b(?:linux|kernel)\b[^.]*$/i.test(before) && !/\bv$/.test(before);
}

/** `R4.1` is how Qubes writes its releases. */
function readQubesRelease(scene: Scene, start: number): boolean {
  if (scene.text.charCodeAt(start - 1) !== 0x52) return false;
  const release = /^([34]\.\d(?:\.\d)?(?:-?rc\d)?)(?![\w.]*\d)/i.exec(
    scene.text.slice(start, start + 12),
  )?.[1];
  if (release === undefined) return false;
  scene.add('distribution', `qubes ${release.toLowerCase()}`, rank.hint, start - 1, start + release.length);
  return true;
}
