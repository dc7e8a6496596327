/** Reads the version of the machine's firmware where a person states it; DMI lines are the machine reader's. */

import { isLineStart } from './mention.js';
import { type FactReader, rank, type Scene } from './scene.js';
import { verdictAt } from './verdict.js';

const FILLER =
  '(?:[\\s:=("\'`*|-]|version|revision|rev\\.?|ver\\.?|release|firmware|updated?|upgraded?|flashed|is|was|at|now|from|to|v(?=\\d))*';
/** `2.21.0`, `A12`, `F.05`, `P3.80`, `N1MET64W (1.49 )`. */
const VERSION =
  '([A-Z]\\d{2}|\\d{1,3}(?:\\.\\d{1,4}){1,3}[a-z]?|[A-Z]\\.?\\d{1,2}(?:\\.\\d{1,3})?|[A-Z0-9]{3,5}ET\\d{2}W(?: \\(\\d\\.\\d{2} ?\\))?)';
const BIOS = new RegExp(`bios${FILLER}${VERSION}(?![\\w]|\\.\\w)`, 'iy');
const FIRMWARE = new RegExp(`firmware${FILLER}${VERSION}(?![\\w]|\\.\\w)`, 'iy');
/** Firmware of a part, not of the machine. */
const PART =
  /(?:nic|ssd|nvme|disk|drive|card|gpu|adapter|controller|raid|wi-?fi|wlan|iwlwifi|amdgpu|idrac|ilo|bmc|ipmi|modem|router|dock|hba|phone|linux|mcu|camera|monitor|usb|bluetooth|ethernet|network)[\s'’s-]*$/i;

export const firmwareReader: FactReader = {
  words: ['bios', 'firmware'],
  read(scene, start, end) {
    if (scene.isFull('firmware') || scene.span.kind === 'log') return;
    const { text } = scene;
    if (/[-_/.]/.test(scene.before(start, 1)) || /domu,? $/i.test(scene.before(start, 8))) return;
    const isBios = end - start === 4;
    if (!isBios && PART.test(scene.before(start, 24))) return;
    const found = scene.match(isBios ? BIOS : FIRMWARE, start);
    const written = found?.[1];
    if (found === null || written === undefined) return;
    const stop = found.index + found[0].length;
    // "firmware 12" or a date is no version, and "from A to B" means B.
    const later = /^\s+to\s+(?:version\s+|v)?(\d{1,3}(?:\.\d{1,4}){1,3}|[A-Z]\d{2})\b/i.exec(
      text.slice(stop, stop + 24),
    );
    const verdict = verdictAt(text, stop - written.length, stop);
    add(
      scene,
      written,
      later === null && verdict !== 'old' ? order(scene, start, end) : rank.saidToWork,
      start,
      stop,
    );
    if (later?.[1] !== undefined)
      add(scene, later[1], order(scene, start, end), stop, stop + later[0].length);
  },
};

function add(scene: Scene, written: string, rankHere: number, start: number, stop: number): void {
  scene.add(
    'firmware',
    written.toLowerCase().replace(/\s+/g, ' '),
    rankHere,
    start,
    stop,
    stop - written.length,
  );
}

function order(scene: Scene, start: number, end: number): number {
  if (scene.span.kind === 'title') return rank.title;
  return scene.text.charCodeAt(end) === 0x3a && isLineStart(scene, start) ? rank.stated : rank.prose;
}
