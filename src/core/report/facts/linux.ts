/** Reads which Linux kernel the reporter runs. */

import { hasKernelFlavour, KERNEL, kernelValue } from './kernel-version.js';
import { isLineStart, noteVerdict, orderOf } from './mention.js';
import { type FactReader, rank, type Scene } from './scene.js';
import { verdictAt } from './verdict.js';

/** Marks between a word and its version; bounded, for a line of dashes may follow. */
const MARKS = '[\\s:=*`"\'(|>~-]{0,8}';
const FILLER = `(?:(?:version|release|is|was|are|linux|of|the|series|image|at|booted|package|ver|revision)${MARKS}){0,4}`;
const KERNEL_WORD = new RegExp(
  `kernels?(?:-(?:ml|lt|core|default|latest|uek|xen|rt|lts))?${MARKS}${FILLER}v?${KERNEL}`,
  'iy',
);
const LINUX_WORD = new RegExp(`linux(?:\\s+kernels?)?[\\s:=*\`"'(-]+(?:version\\s+)?v?${KERNEL}`, 'iy');
const LINUX_VERSION = new RegExp(`linux version ${KERNEL}`, 'iy');
const UNAME = new RegExp(`linux \\S{1,64} ${KERNEL} #\\d`, 'iy');
const TAINTED = new RegExp(`tainted:?[ A-Z()]{0,60}?[ (]${KERNEL}`, 'iy');
const PACKAGE = new RegExp(
  `(?:linux-(?:image|headers|modules|kernel|tools)(?:-(?:extra|unsigned|xen))*|kernel(?:-[a-z][a-z_]{1,12}){0,4})-v?${KERNEL}`,
  'iy',
);
const PATH = new RegExp(
  `(?:vmlinu[zx]|vmlinuz-linux|bzimage|initrd\\.img|initramfs|modules)[-/]${KERNEL}`,
  'iy',
);
const RELEASE = new RegExp(`release\\s*:\\s*${KERNEL}`, 'iy');
const BRANCH = new RegExp(
  `(?:mainline|vanilla|stable|longterm|upstream|linux-next)\\s+(?:kernel\\s+)?v?${KERNEL}`,
  'iy',
);
const NEXT = new RegExp(
  `[\`"')*]*\\s*(?:,|/|&|\\band\\b|\\bor\\b|\\bto\\b|->|-->|→|\\bthrough\\b)\\s*(?:and\\s+|also\\s+)?[\`"'(v]*${KERNEL}`,
  'iy',
);
const BEFORE_KERNEL = new RegExp(
  `(?:^|[\\s(\`"'*])v?${KERNEL}\\+?(?:\\s+|-)(?:based\\s+|stock\\s+|mainline\\s+|vanilla\\s+|stable\\s+|xen\\s+|linux\\s+|dom0\\s+|lts\\s+|distro\\s+|debian\\s+|ubuntu\\s+|test\\s+|release\\s+)?$`,
  'i',
);
/** Debian's kernels say behind their ABI name which upstream release they are. */
const DEBIAN_RELEASE = /\bDebian (\d\.\d{1,2}\.\d{1,3}-\d[\w+~]{0,30})/;
/** Distributions that call themselves Linux too: their number is no kernel's. */
const DISTRIBUTION_BEFORE =
  /(?:alpine|rocky|alma|oracle|amazon|enterprise|scientific|mint|arch|void|kali|gentoo|photon|clear|container|unbreakable|astra|alt|gnu\/|mandriva|suse|red hat|linux|asahi|cern|wind river|parrot|calculate|rosa|puppy)[\s-]*$/i;

/** One reader for each way in which a report names its kernel. */
export const linuxReaders: readonly FactReader[] = [
  { words: ['linux'], read: about(readLinux) },
  { words: ['kernel', 'kernels'], read: about(readKernel) },
  { words: ['tainted'], read: matching(TAINTED, rank.failingRun) },
  { words: ['vmlinuz', 'modules', 'initrd', 'initramfs'], read: matching(PATH, rank.hint) },
  { words: ['release'], read: readRelease },
  { words: ['mainline', 'vanilla'], read: about(readBranch) },
  { words: ['stable', 'longterm', 'upstream'], read: readBranch },
];

/** For words that also tell that the talk is of kernels, which makes bare versions elsewhere kernels' too. */
function about(read: (scene: Scene, start: number) => void): FactReader['read'] {
  return (scene, start) => {
    if (scene.span.kind !== 'log') scene.talksOfKernels = true;
    if (!scene.isFull('linux')) read(scene, start);
  };
}

function matching(pattern: RegExp, order: number): FactReader['read'] {
  return (scene, start) => {
    if (!scene.isFull('linux')) addMatch(scene, scene.match(pattern, start), order);
  };
}

/** A line of `xl info`. */
function readRelease(scene: Scene, start: number): void {
  const { kind } = scene.span;
  if (start === 0 && (kind === 'log' || kind === 'prose'))
    addMatch(scene, scene.match(RELEASE, start), rank.stated);
}

function readBranch(scene: Scene, start: number): void {
  addProse(scene, scene.match(BRANCH, start));
}

function readLinux(scene: Scene, start: number): void {
  // The last part of an address: a directory is named after a version, the reporter need not run it.
  if (scene.text.charCodeAt(start - 1) === 0x2f) return;
  const log = scene.span.kind === 'log';
  const booted = scene.match(LINUX_VERSION, start);
  if (booted !== null) {
    addMatch(scene, booted, log ? rank.bootLog : rank.stated);
    return;
  }
  const uname = scene.match(UNAME, start);
  if (uname !== null) addMatch(scene, uname, rank.stated);
  else if (scene.text.charCodeAt(start + 5) === 0x2d) {
    const found = scene.match(PACKAGE, start);
    if (found !== null) addMatch(scene, found, rank.hint);
    else addProse(scene, scene.match(LINUX_WORD, start));
  } else if (!DISTRIBUTION_BEFORE.test(scene.before(start, 16)))
    addProse(scene, scene.match(LINUX_WORD, start));
}

function readKernel(scene: Scene, start: number): void {
  const next = scene.text.charCodeAt(start + 6);
  if (next === 0x2d) {
    const found = scene.match(PACKAGE, start);
    if (found !== null) {
      addMatch(scene, found, rank.hint);
      return;
    }
  }
  const found = scene.match(KERNEL_WORD, start);
  if (found !== null && next === 0x3a && isLineStart(scene, start)) addMatch(scene, found, rank.stated);
  else if (found !== null && /^kernel version[^:]{0,3}:/i.test(found[0])) addMatch(scene, found, rank.stated);
  else if (found !== null) addProse(scene, found);
  else if (scene.span.kind !== 'log') addBefore(scene, start);
}

/** `the 5.17 kernel`. */
function addBefore(scene: Scene, start: number): void {
  const reach = scene.before(start, 60);
  const found = BEFORE_KERNEL.exec(reach);
  const written = found?.[1];
  if (found === null || written === undefined) return;
  const at = start - reach.length + found.index + found[0].indexOf(written);
  addVersion(scene, written, at, at, start + 6);
}

function addMatch(scene: Scene, found: RegExpExecArray | null, order: number): void {
  const written = found?.[1];
  if (found === null || written === undefined) return;
  const value = kernelValue(written);
  if (value === null) return;
  const end = found.index + found[0].length;
  const start = scene.before(found.index, 4) === 'Not ' ? found.index - 4 : found.index;
  scene.add('linux', value, order, start, end, end - written.length);
  const debian = DEBIAN_RELEASE.exec(scene.text.slice(end, end + 400));
  if (debian?.[1]?.startsWith(`${value.split('.', 2).join('.')}.`) === true) {
    const at = end + debian.index;
    scene.add('linux', debian[1], order + 0.5, at, at + debian[0].length);
  }
}

/** A version in a sentence, and those listed with it. */
function addProse(scene: Scene, found: RegExpExecArray | null): void {
  let match = found;
  let quoteStart = found?.index ?? 0;
  for (let count = 0; match !== null && count < 8; count += 1) {
    const written = match[1] ?? '';
    const end = match.index + match[0].length;
    addVersion(scene, written, quoteStart, end - written.length, end);
    match = scene.match(NEXT, end);
    quoteStart = match === null ? end : match.index + match[0].length - (match[1] ?? '').length;
  }
}

function addVersion(scene: Scene, written: string, quoteStart: number, at: number, quoteEnd: number): void {
  const value = kernelValue(written);
  if (value === null) return;
  const verdict = verdictAt(scene.text, at, at + written.length);
  noteVerdict(scene, 'linux', value, verdict);
  scene.add('linux', value, orderOf(scene, verdict, rank.prose), quoteStart, quoteEnd, at);
}

/** Adds a version that stands without the word kernel beside it. */
export function addBareKernel(scene: Scene, written: string, at: number, order: number): void {
  const value = kernelValue(written);
  if (value === null) return;
  const verdict = verdictAt(scene.text, at, at + written.length);
  noteVerdict(scene, 'linux', value, verdict);
  scene.add('linux', value, orderOf(scene, verdict, order), at, at + written.length);
}

/** Whether `value` alone, seen anywhere, is a kernel's. */
export function isKernelString(written: string): boolean {
  const value = kernelValue(written);
  return value !== null && hasKernelFlavour(value);
}
