/** Reads in which mode the guest runs, or that it is dom0. */

import { type FactReader, rank, type Scene } from './scene.js';

const BOOTING = /paravirtualized kernel on (xen(?: hvm| pvh)?)\b/iy;
const CONFIG =
  /(?:type|builder|virt_mode|virt-mode|virtualization[ _-](?:mode|type))["']?\s*[=:\s]\s*["']?(pvhvm|pvh|hvm|pv|paravirtual)\b/iy;
const GUEST =
  /(?:pv|paravirtual(?:i[sz]ed)?)[ -](?:guests?|domains?|domus?|vms?|mode|dom0s?|kernels?|instances?|linux|images?|grub|amis?)\b/iy;
const DRIVERS =
  /^(?:[ -]+(?:on[ -]hvm|drivers?|tools|disks?|network|nics?|backends?|frontends?|spinlock\w*|ops|usb|console|time|eoi|name|uuid|size|status))\b/i;

const MODES: Readonly<Record<string, string>> = {
  pv: 'pv',
  paravirtual: 'pv',
  hvm: 'hvm',
  pvh: 'pvh',
  pvhvm: 'pvhvm',
  pvonhvm: 'pvhvm',
  xen: 'pv',
  'xen hvm': 'hvm',
  'xen pvh': 'pvh',
};

export const guestModeReader: FactReader = {
  words: [
    'paravirtualized',
    'type',
    'builder',
    'virt_mode',
    'virt',
    'virtualization',
    'pv',
    'paravirtual',
    'paravirtualised',
    'hvm',
    'hvms',
    'pvh',
    'pvhvm',
    'pvonhvm',
    'dom0',
    'domu',
    'domus',
    'rip',
  ],
  read(scene, start, end) {
    if (scene.isFull('guest-mode')) return;
    const word = scene.text.slice(start, end).toLowerCase();
    const { text } = scene;
    if (word.startsWith('dom')) readDomain(scene, word, start, end);
    else if (word === 'rip') {
      // Selectors e030 and e033 are those that Xen gives to a PV kernel and its programs.
      if (text.startsWith('RIP: e03', start)) {
        scene.add('guest-mode', 'pv', rank.bootLog, start, start + 9);
        scene.add('platform', 'xen', rank.bootLog, start, start + 9);
      }
    } else if (word === 'paravirtualized' && text.startsWith('paravirtualized kernel on', start)) {
      addMode(scene, scene.match(BOOTING, start), rank.failingRun);
    } else if (/^(?:type|builder|virt)/.test(word)) addMode(scene, scene.match(CONFIG, start), rank.stated);
    else readMode(scene, word, start, end);
  },
};

function readDomain(scene: Scene, word: string, start: number, end: number): void {
  if (/[-/_.]/.test(scene.before(start, 1))) return;
  const value = word.startsWith('domu') ? 'domu' : word === 'dom0' ? 'dom0' : null;
  if (value === null) return;
  const named = /hardware name: xen hvm $/i.test(scene.before(start, 24));
  scene.add('guest-mode', value, named ? rank.bootLog : rank.hint, start, end);
}

function readMode(scene: Scene, word: string, start: number, end: number): void {
  const { text } = scene;
  if (/[/_.]/.test(scene.before(start, 1)) || /^[/_.]\w/.test(text.slice(end, end + 2))) return;
  if (/pv[- ]on[- ]$/i.test(scene.before(start, 6))) return;
  if (DRIVERS.test(text.slice(end, end + 16))) {
    if (/^[ -]on[ -]hvm/i.test(text.slice(end, end + 8)))
      scene.add('guest-mode', 'pvhvm', rank.prose, start, end + 7);
    return;
  }
  if (word === 'pv' || word.startsWith('para')) {
    // LVM has its PVs too: the word must be said of a guest or of Xen.
    const said =
      scene.match(GUEST, start) ??
      (/\b(?:xen|as|aws|ec2|a|in|and|or|vs)[ -]+[`"']?$/i.test(scene.before(start, 8)) ? [''] : null);
    if (said !== null && (word !== 'pv' || text.startsWith('PV', start)))
      scene.add('guest-mode', 'pv', orderIn(scene), start, Math.max(end, start + said[0].length));
    return;
  }
  const named = /hardware name: xen $/i.test(scene.before(start, 20));
  scene.add(
    'guest-mode',
    MODES[word.replace(/s$/, '')] ?? word,
    named ? rank.bootLog : orderIn(scene),
    start,
    end,
  );
}

function addMode(scene: Scene, found: RegExpExecArray | null, order: number): void {
  const mode = MODES[found?.[1]?.toLowerCase() ?? ''];
  if (found !== null && mode !== undefined)
    scene.add('guest-mode', mode, order, found.index, found.index + found[0].length);
}

function orderIn(scene: Scene): number {
  if (scene.span.kind === 'title') return rank.title;
  return scene.span.kind === 'log' ? rank.hint : rank.prose;
}
