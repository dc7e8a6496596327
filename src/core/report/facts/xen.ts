/** Reads which Xen the reporter runs. */

import { isLineStart, noteVerdict, orderOf } from './mention.js';
import { type FactReader, rank, type Scene } from './scene.js';
import { verdictAt } from './verdict.js';

const VERSION =
  '([34]\\.\\d{1,2}(?:\\.\\d{1,3})?(?:-?rc\\d{1,2})?(?:[-.+~_][\\w][\\w.+~-]{0,40})?)(?![\\w%])';
const RUNNING = new RegExp(`xen version:? ${VERSION}`, 'iy');
const LISTED = new RegExp(`xen_version\\s*:\\s*${VERSION}`, 'iy');
const PART = /xen_(major|minor|extra)\s*:\s*(\S{1,40})/iy;
const NAMED = new RegExp(
  `(?:xen|hypervisor)(?:[\\s-]{1,4}(?:hypervisor|project|release|version|host|server|is|at|was|ver))*[\\s:=("'\`*|-]{1,12}v?${VERSION}`,
  'iy',
);
const PACKAGE = new RegExp(
  `xen-(?:hypervisor(?:-common)?|system|utils|hvm|libs|tools|runtime)-${VERSION}`,
  'iy',
);
const NEXT = new RegExp(
  `[\`"')*]*\\s*(?:,|/|&|\\band\\b|\\bor\\b|\\bto\\b|->|→)\\s*(?:xen\\s+)?v?${VERSION}`,
  'iy',
);
const NEWEST_MINOR: readonly number[] = [0, 0, 0, 4, 30];

export const xenReader: FactReader = {
  words: ['xen', 'hypervisor', 'xen_version', 'xen_major', 'xen_minor', 'xen_extra'],
  read(scene, start, end) {
    if (scene.isFull('xen')) return;
    if (end - start > 3 && scene.text.charCodeAt(start + 3) === 0x5f) readListing(scene, start);
    else readNamed(scene, start);
  },
};

/** The lines of `xl info`: `xen_major`, `xen_minor` and `xen_extra` are one version, printed in this order. */
function readListing(scene: Scene, start: number): void {
  const whole = scene.match(LISTED, start);
  if (whole !== null) {
    addMatch(scene, whole, rank.failingRun);
    return;
  }
  const [text = '', name, value = ''] = scene.match(PART, start) ?? [];
  if (name === undefined) return;
  const { xenParts } = scene;
  if (name === 'major') xenParts.splice(0, 2, value);
  else if (name === 'minor' && xenParts.length === 1) xenParts.push(value);
  const [major, minor] = xenParts;
  if (name === 'major' || major === undefined || minor === undefined) return;
  const version = name === 'extra' ? `${major}.${minor}${value}` : `${major}.${minor}`;
  if (xenValue(version) === null) return;
  scene.add('xen', version, name === 'extra' ? rank.failingRun : rank.stated, start, start + text.length);
}

function readNamed(scene: Scene, start: number): void {
  const log = scene.span.kind === 'log';
  const running = scene.match(RUNNING, start);
  if (running !== null && (log || isLineStart(scene, start))) {
    // A guest prints it without the prefix of the hypervisor's own console.
    addMatch(scene, running, scene.text.startsWith('(XEN)') ? rank.failingRun : rank.bootLog);
    return;
  }
  const packaged = scene.match(PACKAGE, start);
  if (packaged !== null) {
    addMatch(scene, packaged, rank.hint);
    return;
  }
  const found = scene.match(NAMED, start);
  if (found === null) return;
  const isField = scene.text.charCodeAt(start + 3) === 0x3a && isLineStart(scene, start);
  if (isField || log) addMatch(scene, found, rank.stated);
  else addProse(scene, found);
}

function addMatch(scene: Scene, found: RegExpExecArray, order: number): void {
  const value = xenValue(found[1] ?? '');
  if (value === null) return;
  const end = found.index + found[0].length;
  scene.add('xen', value, order, found.index, end, end - (found[1] ?? '').length);
}

function addProse(scene: Scene, found: RegExpExecArray): void {
  let match: RegExpExecArray | null = found;
  let quoteStart = found.index;
  for (let count = 0; match !== null && count < 6; count += 1) {
    const written = match[1] ?? '';
    const end = match.index + match[0].length;
    const value = xenValue(written);
    if (value === null) return;
    const at = end - written.length;
    const verdict = verdictAt(scene.text, at, end);
    noteVerdict(scene, 'xen', value, verdict);
    scene.add('xen', value, orderOf(scene, verdict, rank.prose), quoteStart, end, at);
    match = scene.match(NEXT, end);
    quoteStart = match === null ? end : match.index + match[0].length - (match[1] ?? '').length;
  }
}

/** The version as a fact holds it; null when Xen never had it. */
export function xenValue(written: string): string | null {
  const value = written
    .replace(/\.(?:x86_64|noarch|aarch64)$/i, '')
    .replace(/\.(?:gz|efi|rpm|deb|cfg)$/i, '')
    .replace(/-(?:amd64|i386|arm64)$/i, '')
    .replace(/[.,:;+~_-]+$/, '');
  const [, major = '', minor = ''] = /^(\d)\.(\d{1,2})/.exec(value) ?? [];
  return Number(minor) <= (NEWEST_MINOR[Number(major)] ?? -1) ? value : null;
}
