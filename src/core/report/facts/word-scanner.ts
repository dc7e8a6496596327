/** Finds the words at which fact readers look, in one pass over the text whatever the number of readers. */

import type { FactReader, Scene } from './scene.js';

type Look = FactReader['read'];

/** Readers by word, and a table of the first three characters that tells at once that no reader wants a word. */
export interface WordTable {
  readonly looks: ReadonlyMap<string, readonly Look[]>;
  readonly starts: Uint8Array;
  /** Called at numbers of the form `5.10`, with or without a `v` or `R` before them. */
  readonly atNumber: Look;
}

const CLASSES = 29;
const OTHER = 27;
const END = 28;
const LETTER_R = 18;
const LETTER_V = 22;

/** The class of every UTF-16 code unit: one look instead of comparisons, for every character passes here. */
const classes = new Uint8Array(0x10000).fill(END);
for (let letter = 1; letter <= 26; letter += 1) {
  classes[0x40 + letter] = letter;
  classes[0x60 + letter] = letter;
}
for (let digit = 0x30; digit <= 0x39; digit += 1) classes[digit] = OTHER;
classes[0x5f] = OTHER;

export function buildWordTable(readers: readonly FactReader[], atNumber: Look): WordTable {
  const looks = new Map<string, Look[]>();
  const starts = new Uint8Array(CLASSES ** 3);
  for (const { words, read } of readers) {
    for (const word of words) {
      const list = looks.get(word);
      if (list === undefined) looks.set(word, [read]);
      else if (!list.includes(read)) list.push(read);
      // A short word may end, or go on with a digit: `xl`, `rhel8`.
      for (const key of keysOf(word)) starts[key] = 1;
    }
  }
  return { looks, starts, atNumber };
}

function keysOf(word: string): number[] {
  const [a = END, b = END, c = END] = [...word].map((letter) => classOf(letter.charCodeAt(0)));
  const first = (a * CLASSES + b) * CLASSES;
  return word.length > 2 ? [first + c] : [first + END, first + OTHER];
}

/** Calls the readers of every word in `scene.text`, in order. */
export function scanWords(scene: Scene, table: WordTable): void {
  const { text } = scene;
  const { length } = text;
  const { starts } = table;
  let at = 0;
  while (at < length) {
    const start = at;
    const first = classOf(text.charCodeAt(at));
    at += 1;
    if (first === END) continue;
    if (first !== OTHER) {
      while (at < length && classOf(text.charCodeAt(at)) !== END) at += 1;
      const b = start + 1 < at ? classOf(text.charCodeAt(start + 1)) : END;
      const c = start + 2 < at ? classOf(text.charCodeAt(start + 2)) : END;
      if (starts[(first * CLASSES + b) * CLASSES + c] === 1) look(scene, table, start, at);
      // `v5.10` and `R4.1` are numbers behind one letter.
      if (b === OTHER && at - start <= 3 && (first === LETTER_V || first === LETTER_R)) {
        if (text.charCodeAt(at) === 0x2e) readNumber(scene, table, start + 1, at);
      }
      continue;
    }
    at = endOfDigits(text, start);
    if (at > start && at - start <= 2 && text.charCodeAt(at) === 0x2e && isDigit(text.charCodeAt(at + 1))) {
      readNumber(scene, table, start, at);
      at = endOfVersion(text, at);
    } else at = endOfWord(text, start + 1);
  }
}

function readNumber(scene: Scene, table: WordTable, start: number, dot: number): void {
  // A time stamp of the kernel has six digits behind the point, an address or a rate stands behind other digits.
  const before = start > 0 ? scene.text.charCodeAt(start - 1) : 0;
  if (before === 0x2e || before === 0x2c) return;
  if (isDigit(scene.text.charCodeAt(dot + 4)) && isDigit(scene.text.charCodeAt(dot + 3))) {
    if (isDigit(scene.text.charCodeAt(dot + 2))) return;
  }
  table.atNumber(scene, start, dot);
}

function look(scene: Scene, table: WordTable, start: number, end: number): void {
  if (end - start > 40) return;
  const word = scene.text.slice(start, end).toLowerCase();
  let looks = table.looks.get(word);
  if (looks === undefined) {
    const digit = firstDigit(word);
    if (digit === 0) return;
    looks = table.looks.get(word.slice(0, digit));
    if (looks === undefined) return;
  }
  for (const read of looks) read(scene, start, end);
}

/** Offset of the first digit behind letters, 0 when there is none. */
function firstDigit(word: string): number {
  for (let at = 1; at < word.length; at += 1) {
    if (isDigit(word.charCodeAt(at))) return at;
  }
  return 0;
}

/** Letters are 1 to 26, digits and `_` one class, everything else ends the word. */
function classOf(code: number): number {
  return classes[code] ?? END;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && classOf(text.charCodeAt(at)) !== END) at += 1;
  return at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function endOfVersion(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) === 0x2e || classOf(text.charCodeAt(at)) !== END)) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
