/** Reads which distribution, hypervisor product or operating system the reporter has. */

import { type Distribution, distributions } from './distribution-names.js';
import { orderOf } from './mention.js';
import { type FactReader, rank, type Scene } from './scene.js';
import { verdictAt } from './verdict.js';

const byWord = new Map<string, Distribution[]>();
for (const distribution of distributions) {
  for (const word of distribution.words) {
    const list = byWord.get(word);
    if (list === undefined) byWord.set(word, [distribution]);
    else list.push(distribution);
  }
}

const CODE_NAME = /[\s("'`,/]*(?:\d{1,2} )?\(?([a-z]{3,12})\b/iy;
/** A field of /etc/os-release and its likes, a form or `lsb_release`. */
const FIELD =
  /(?:PRETTY_NAME=|Description:|DISTRIB_DESCRIPTION=|^os(?: version| release)?:|distro(?:ution)?:|operating system:|OS:)\s*["']?$/i;

export const distributionReader: FactReader = {
  words: [...byWord.keys()],
  read(scene, start, end) {
    if (scene.isFull('distribution') || isPartOfName(scene, start, end)) return;
    const word = scene.text.slice(start, end).toLowerCase();
    for (const distribution of byWord.get(word) ?? byWord.get(word.replace(/\d.*$/, '')) ?? []) {
      const named = scene.match(distribution.named, start);
      if (named === null) continue;
      if (readNamed(scene, distribution, start, start + named[0].length)) return;
    }
  },
};

/** Adds the distribution; false when something more general should be tried. */
function readNamed(scene: Scene, distribution: Distribution, start: number, end: number): boolean {
  const { name, codeNames, needsVersion } = distribution;
  const found = scene.match(distribution.version, end);
  const written = found?.[1];
  if (found !== null && written !== undefined && found[0].length < 40) {
    const stop = found.index + found[0].length;
    const verdict = verdictAt(scene.text, stop - written.length, stop);
    const order = FIELD.test(scene.before(start, 24)) ? rank.stated : orderOf(scene, verdict, rank.prose);
    scene.add('distribution', `${name} ${versionOf(name, written)}`, order, start, stop, start);
    return true;
  }
  const code = scene.match(CODE_NAME, end);
  const release = codeNames?.get(code?.[1]?.toLowerCase() ?? '');
  if (code !== null && release !== undefined) {
    scene.add(
      'distribution',
      `${name} ${release}`,
      orderOf(scene, 'none', rank.prose),
      start,
      code.index + code[0].length,
      start,
    );
    return true;
  }
  if (needsVersion === true) return false;
  // In a log the bare name is a compiler's or a package's.
  if (scene.span.kind !== 'log' && end > start) scene.add('distribution', name, rank.hint, start, end);
  return scene.span.kind !== 'log' && end > start;
}

/** `debian 12`, `rhel 8.3`, `sles 15 sp1`: as people name a release, in lower case. */
function versionOf(name: string, written: string): string {
  const version = written.toLowerCase().replace(/\s+/g, ' ');
  if (name === 'debian') return version.replace(/\..*$/, '');
  if (name === 'ubuntu') return version.replace(/^(\d+\.\d+)\..*$/, '$1');
  if (name === 'sles') return version.replace(/[ -]?sp ?/, ' sp').replace(/^(\d\d)\.(\d)$/, '$1 sp$2');
  if (name === 'qubes') return version.replace(/[ -]?rc-?/, '-rc');
  return version;
}

/** Part of an address, a package or a module: `bugs.debian.org`, `-Ubuntu SMP`, `qubes-issues`. */
function isPartOfName(scene: Scene, start: number, end: number): boolean {
  const before = scene.text.charAt(start - 1);
  if (before !== '' && '-/.@#_+~'.includes(before)) return true;
  if (/fedora $/i.test(scene.before(start, 7)) && end - start === 6) return true;
  const after = scene.text.slice(end, end + 2);
  if (/^(?:[.@/_][a-z]|@)/i.test(after)) return true;
  return /^-[a-z]/i.test(after) && !/^-(?:os|linux|ng|coreos|leap)\b/i.test(scene.text.slice(end, end + 8));
}
