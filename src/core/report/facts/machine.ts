/** Reads the machine: maker, model and firmware, from DMI lines, fields and sentences. */

import { type Maker, makers, productLines, virtualMakers } from './machine-names.js';
import { isLineStart } from './mention.js';
import { type FactReader, rank, type Scene } from './scene.js';
import { xenValue } from './xen.js';

const DMI = /(?:hardware name|dmi):\s+([^\n]{3,200})/iy;
const DMI_BIOS = /,\s*BIOS\s+(.{1,40}?)\s+(?:\d\d\/\d\d\/\d{2,4}|\d{4}-\d\d)|,\s*BIOS\s+(\S{1,40})/;
const UNSET =
  /to be filled by|system (?:manufacturer|product)|default string|not specified|o\.e\.m\.|^empty$/i;
/** `Dell R630`, `Dell T5600`: the letter and the number of digits say which line. */
const DELL_SHORT = /dell(?:\s+(?:inc\.?|emc))?\s+(?:server\s+)?([rtmc])(\d{3,4})(xd2?|xs)?\b/iy;

const lineByWord = new Map(productLines.map((line) => [line.word, line]));
const makerByWord = new Map(
  makers.flatMap((maker) => (maker.word === null ? [] : [[maker.word, maker] as const])),
);

export const machineReader: FactReader = {
  words: ['hardware', 'dmi', 'product', ...lineByWord.keys(), ...makerByWord.keys(), 'dells'],
  read(scene, start, end) {
    if (scene.isFull('vendor')) return;
    const word = scene.text.slice(start, end).toLowerCase();
    if (word === 'hardware' || word === 'dmi') {
      const dmi = scene.match(DMI, start);
      if (dmi !== null) readDmi(scene, dmi);
      return;
    }
    // Modules and addresses: `dell-laptop`, `Linux-Dell-Video`, `dell.com`.
    if (/[-_/.@]/.test(scene.before(start, 1)) || /^[-.@][a-z]/i.test(scene.text.slice(end, end + 2))) return;
    // The DMI line was read as a whole.
    if (scene.span.kind === 'log' && /(?:hardware name|dmi): /i.test(scene.before(start, 100))) return;
    const line = lineByWord.get(word) ?? lineByWord.get(word.replace(/\d.*$/, ''));
    if (line !== undefined)
      readProduct(scene, line.name ?? line.word, line.maker, line.rest, start, start + line.word.length);
    else if (word === 'product') readProductName(scene, start);
    else {
      const maker = makerByWord.get(word.replace(/^dells$/, 'dell'));
      if (maker !== undefined) readMaker(scene, maker, start, end);
    }
  },
};

/** `Dell Inc. PowerEdge R620/01W23F, BIOS 2.2.2 01/16/2014` */
function readDmi(scene: Scene, dmi: RegExpExecArray): void {
  const text = dmi[1] ?? '';
  const from = dmi.index + dmi[0].length - text.length;
  const bios = DMI_BIOS.exec(text);
  const name = text.slice(0, bios?.index ?? text.length);
  const version = (bios?.[1] ?? bios?.[2] ?? '').trim();
  const lower = name.toLowerCase();
  const biosAt = from + (bios?.index ?? 0) + 2;
  const versionAt = from + text.indexOf(version, bios?.index ?? 0);
  const biosEnd = from + (bios === null ? 0 : bios.index + bios[0].length);
  for (const [start, platform] of virtualMakers) {
    if (!lower.startsWith(start)) continue;
    scene.add('platform', platform, rank.bootLog, from, from + name.length);
    // Xen's virtual firmware counts as the hypervisor does; on EC2 it is `4.2.amazon`.
    if (platform === 'xen' && xenValue(version) !== null)
      scene.add('xen', version, rank.bootLog, from, biosEnd, versionAt);
    return;
  }
  const maker = makers.find(({ dmi: starts }) => starts.some((start) => lower.startsWith(start)));
  const named = maker?.dmi.find((start) => lower.startsWith(start)) ?? '';
  if (maker !== undefined) scene.add('vendor', maker.value, rank.bootLog, from, from + name.length);
  const model = modelValue(name.slice(named.length), maker?.value ?? '');
  if (model !== '') scene.add('model', model, rank.bootLog, from, from + name.length);
  if (version !== '' && !UNSET.test(version))
    scene.add('firmware', version.toLowerCase(), rank.bootLog, biosAt, biosEnd, versionAt);
}

/** The product without its board, lower case, one space between words. */
function modelValue(product: string, maker: string): string {
  const model = product.split('/')[0]?.trim().toLowerCase().replace(/\s+/g, ' ') ?? '';
  if (UNSET.test(model)) return '';
  // HP repeats itself: "HP HP Pavilion".
  return (maker !== '' && model.startsWith(`${maker} `) ? model.slice(maker.length + 1) : model).slice(0, 60);
}

/** dmidecode's "Product Name: ..." */
function readProductName(scene: Scene, start: number): void {
  const found = scene.match(/product(?: name)?:\s+([^\n]{2,60})/iy, start);
  const written = found?.[1]?.trim() ?? '';
  if (found === null || scene.span.kind !== 'log' || !/\d/.test(written)) return;
  const [virtual] = [...virtualMakers.keys()].filter((name) => written.toLowerCase().startsWith(name));
  const model = modelValue(written, '');
  if (virtual === undefined && model !== '')
    scene.add('model', model, rank.stated, start, start + found[0].length);
}

function readProduct(
  scene: Scene,
  name: string,
  maker: string,
  rest: RegExp,
  start: number,
  end: number,
): void {
  const found = scene.match(rest, end);
  // "precision" and "latitude" are words, too.
  if (
    found === null &&
    /^(?:precision|latitude|pavilion)$/.test(name) &&
    !/\bdell\s+$|\bhp\s+$/i.test(scene.before(start, 8))
  )
    return;
  const order = orderIn(scene, start);
  const stop = found === null ? end : found.index + found[0].length;
  scene.add('vendor', maker, order, start, stop);
  if (found === null) return;
  const model = `${name} ${(found[1] ?? '').toLowerCase().replace(/[\s(-]+/g, ' ')}`.trim();
  scene.add('model', model, order, start, stop);
}

function readMaker(scene: Scene, maker: Maker, start: number, end: number): void {
  const { text } = scene;
  if (maker.value === 'hp' && !text.startsWith('HP', start) && !isLineStart(scene, start)) return;
  const short = maker.value === 'dell' ? scene.match(DELL_SHORT, start) : null;
  const order = orderIn(scene, start);
  if (short === null) {
    scene.add('vendor', maker.value, scene.span.kind === 'log' ? rank.hint : order + 0.5, start, end);
    return;
  }
  const [whole, letter = '', digits = '', suffix = ''] = short;
  const line = letter.toLowerCase() === 't' && digits.length === 4 ? 'precision' : 'poweredge';
  scene.add('vendor', 'dell', order, start, start + whole.length);
  scene.add('model', `${line} ${letter}${digits}${suffix}`.toLowerCase(), order, start, start + whole.length);
}

function orderIn(scene: Scene, start: number): number {
  if (scene.span.kind === 'title') return rank.title;
  // A field: `brand: Dell`, `Product Name: PowerEdge R620`.
  if (
    /(?:brand|model|manufacturer|vendor|product name|system|machine|hardware|computer)\s*[:=|]\s*$/i.test(
      scene.before(start, 24),
    )
  )
    return rank.stated;
  return scene.span.kind === 'log' ? rank.hint : rank.prose;
}
