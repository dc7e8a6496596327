/** Reads boot parameters, those of Xen and those of Linux apart. */

import { isDenied } from './denial.js';
import { machineOwn, type OptionOwner, optionFlags, optionOwners } from './option-names.js';
import { type FactReader, rank, type Scene } from './scene.js';

/** Longest command line that is read, and longest option. */
const LINE_LIMIT = 4096;
const OPTION_LIMIT = 120;

const GRUB = /grub_cmdline_(xen|linux)\w*=\s*(["']?)/iy;
const COMMAND_LINE =
  /(?:command[ -]?line|cmdline|commandline)(?: (?:options?|parameters?|is|was))?\s*[:=]\s*["'`]?(?=\S)/iy;
const LISTED = /xen_commandline\s*:\s*/iy;
const LOADER =
  /(multiboot2?|module2?|linux(?:16|efi)?|kernel|append|chainloader|xen_hypervisor|xen_module)[\s=]+(?:--\S+\s+)*(\S*?(xen|vmlinuz|bzimage)[\w.+~-]*)(?=\s|$)/iy;
const EFI_OPTIONS = /options=(?=\S)/iy;
const BOOT_IMAGE = /boot_image=/iy;

export const commandLineReader: FactReader = {
  words: [
    ...['', '_default'].flatMap((end) =>
      ['xen', 'linux', 'linux_xen_replace', 'linux_recovery'].map((name) => `grub_cmdline_${name}${end}`),
    ),
    ...[
      'command',
      'commandline',
      'cmdline',
      'xen_commandline',
      'multiboot',
      'module',
      'linux',
      'linuxefi',
      'kernel',
      'append',
      'options',
      'boot_image',
      'xen_hypervisor',
      'xen_module',
    ],
  ],
  read(scene, start) {
    if (scene.isFull('linux-option') && scene.isFull('xen-option')) return;
    const grub = scene.match(GRUB, start);
    if (grub !== null) {
      const from = start + grub[0].length;
      const quoteEnd = grub[2] === '' || grub[2] === undefined ? -1 : scene.text.indexOf(grub[2], from);
      addAll(
        scene,
        grub[1]?.toLowerCase() === 'xen' ? 'xen' : 'linux',
        from,
        quoteEnd < 0 ? scene.text.length : quoteEnd,
        rank.stated,
      );
      return;
    }
    const listed = scene.match(LISTED, start);
    if (listed !== null) {
      addAll(scene, 'xen', start + listed[0].length, scene.text.length, rank.failingRun);
      return;
    }
    readLine(scene, start);
  },
};

function readLine(scene: Scene, start: number): void {
  const { text, span } = scene;
  const line = scene.match(COMMAND_LINE, start);
  if (line !== null) {
    const isXen =
      text.startsWith('(XEN)') || /\b(?:xen|hypervisor)(?:['’]s)? (?:boot )?$/i.test(scene.before(start, 24));
    addAll(
      scene,
      isXen ? 'xen' : 'linux',
      start + line[0].length,
      endOfLine(scene, start),
      span.kind === 'log' ? rank.failingRun : rank.stated,
    );
    return;
  }
  const loader = scene.match(LOADER, start);
  if (loader !== null && start === 0) {
    const isXen = loader[3]?.toLowerCase() === 'xen';
    // With syslinux one line loads both, three dashes between them.
    const from = start + loader[0].length;
    const dashes = text.indexOf(' --- ', from);
    addAll(scene, isXen ? 'xen' : 'linux', from, dashes < 0 ? text.length : dashes, rank.stated);
    if (isXen && dashes >= 0 && /^ --- \S*vmlinuz/.test(text.slice(dashes, dashes + 80))) {
      addAll(scene, 'linux', dashes + 5, text.length, rank.stated);
    }
    return;
  }
  const options = start === 0 && span.kind !== 'prose' ? scene.match(EFI_OPTIONS, start) : null;
  if (options !== null) addAll(scene, 'xen', options[0].length, text.length, rank.stated);
  else if (start === 0 && scene.match(BOOT_IMAGE, start) !== null)
    addAll(scene, 'linux', 0, text.length, rank.failingRun);
}

/** A sentence goes on behind the line end; a command line in prose does not. */
function endOfLine(scene: Scene, start: number): number {
  return scene.span.breaks.find((end) => end > start) ?? scene.text.length;
}

function addAll(scene: Scene, owner: 'xen' | 'linux', from: number, to: number, order: number): void {
  const end = Math.min(to, from + LINE_LIMIT);
  scene.optionsReadTo = end;
  const option = /(?:[^\s"']|"[^"]{0,200}"|'[^']{0,200}')+/y;
  let at = from;
  for (let count = 0; count < 200; count += 1) {
    while (at < end && /[\s"'`]/.test(scene.text.charAt(at))) at += 1;
    if (at >= end) return;
    option.lastIndex = at;
    const written = option.exec(scene.text)?.[0].slice(0, end - at) ?? '';
    if (written === '') return;
    add(scene, owner, written, at, order);
    at += written.length;
  }
}

function add(scene: Scene, owner: 'xen' | 'linux', written: string, at: number, order: number): void {
  const value = written.replace(/[.,;:?!`"'*)\]]+$/, '');
  // An option is a word, maybe with a value: not a path, not a sentence's punctuation.
  if (value.length > OPTION_LIMIT || machineOwn.test(value) || !/^[A-Za-z][\w.-]*(?:=.+)?$/.test(value))
    return;
  const { kind } = scene.span;
  if (kind !== 'log' && kind !== 'command' && isDenied(scene.text, at, at + value.length)) return;
  scene.add(owner === 'xen' ? 'xen-option' : 'linux-option', value, order, at, at + value.length);
}

const namedWords = new Set(
  [...optionOwners.keys(), ...optionFlags.keys()].map((name) => /^\w+/.exec(name)?.[0].toLowerCase() ?? ''),
);
const NAMED = /([\w-]{1,60}(?:\.[\w-]{1,60})?)=(?:"[^"]{0,100}"|[^\s"'`)<>\]]{0,100})/iy;
const FLAG = /[\w-]{1,60}/iy;

export const optionReader: FactReader = {
  words: [...namedWords].filter((word) => word.length > 1),
  read(scene, start, end) {
    // Most of these names are also words of every log: an option has its sign behind it or is a flag.
    const next = scene.text.charCodeAt(end);
    const mayBeNamed = next === 0x3d || next === 0x2e || next === 0x2d;
    if (!mayBeNamed && !optionFlags.has(scene.text.slice(start, end))) return;
    if (scene.isFull('linux-option') && scene.isFull('xen-option')) return;
    if (start < scene.optionsReadTo || /[-_/.=,\w]/.test(scene.before(start, 1))) return;
    const named = scene.match(NAMED, start);
    const owner = optionOwners.get(named?.[1] ?? '');
    if (named !== null && owner !== undefined) {
      if (!/=.?$/.test(named[0]) || /=\w$/.test(named[0]))
        add(scene, ownerHere(scene, owner, start), named[0], start, rank.prose);
      return;
    }
    const flag = scene.match(FLAG, start)?.[0] ?? '';
    const flagOwner = optionFlags.get(flag);
    if (flagOwner !== undefined) add(scene, ownerHere(scene, flagOwner, start), flag, start, rank.prose);
  },
};

/** For an option of both: whose command line the words before it speak of, Linux's when they do not say. */
function ownerHere(scene: Scene, owner: OptionOwner, start: number): 'xen' | 'linux' {
  if (owner !== 'both') return owner;
  const before = scene.before(start, 100).toLowerCase();
  const xen = Math.max(before.lastIndexOf('xen'), before.lastIndexOf('hypervisor'));
  const linux = Math.max(before.lastIndexOf('kernel'), before.lastIndexOf('linux'));
  return xen > linux ? 'xen' : 'linux';
}
