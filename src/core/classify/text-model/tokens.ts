/** Words of a text as numbers: each token's hash, the hash of its stem, and where it stands. No substring is made. */

import { hashStart, hashText, roll } from './hash.js';

/** Tokens longer than this are addresses, keys or garbage; they all count as one word. */
const longestWord = 24;
/** Numbers longer than this are ids; shorter ones keep their length only. */
const longestNumber = 4;
const LONG_WORD = hashText('\u0000long');
const LONG_NUMBER = hashText('\u0000number');

/** Growing columns of tokens; reused from text to text. */
export class Tokens {
  count = 0;
  hash = new Int32Array(1024);
  stem = new Int32Array(1024);
  from = new Int32Array(1024);
  to = new Int32Array(1024);

  clear(): void {
    this.count = 0;
  }

  add(hash: number, stem: number, from: number, to: number): void {
    const at = this.count;
    if (at === this.hash.length) this.grow();
    this.hash[at] = hash;
    this.stem[at] = stem;
    this.from[at] = from;
    this.to[at] = to;
    this.count = at + 1;
  }

  /** Appends tokens `[first, last)` of another list. */
  append(other: Tokens, first: number, last: number): void {
    for (let at = first; at < last; at += 1)
      this.add(other.hash[at] ?? 0, other.stem[at] ?? 0, other.from[at] ?? 0, other.to[at] ?? 0);
  }

  private grow(): void {
    const size = this.hash.length * 2;
    this.hash = widened(this.hash, size);
    this.stem = widened(this.stem, size);
    this.from = widened(this.from, size);
    this.to = widened(this.to, size);
  }
}

export function widened(old: Int32Array, size: number): Int32Array<ArrayBuffer> {
  const wide = new Int32Array(size);
  wide.set(old);
  return wide;
}

/** Appends the tokens of `text[from, to)`: words (ASCII lower-cased), numbers by length, runs of `?` and `!`. */
export function tokenize(text: string, from: number, to: number, tokens: Tokens): void {
  let at = from;
  while (at < to) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === LETTER || kind === DIGIT) at = word(text, at, to, tokens);
    else if (kind === MARK) at = marks(text, at, to, tokens);
    else at += 1;
  }
}

function marks(text: string, start: number, to: number, tokens: Tokens): number {
  let at = start;
  let hash = hashStart;
  while (at < to && classOf(text.charCodeAt(at)) === MARK) {
    if (at - start < 3) hash = roll(hash, text.charCodeAt(at));
    at += 1;
  }
  tokens.add(hash, hash, start, at);
  return at;
}

function word(text: string, start: number, to: number, tokens: Tokens): number {
  let at = start;
  let digits = true;
  let plain = true;
  let hash = hashStart;
  // The hashes one, two and three characters ago: what is left when an ending is cut.
  let before1 = hash;
  let before2 = hash;
  let before3 = hash;
  while (at < to) {
    const code = text.charCodeAt(at);
    let folded = code < 128 ? (asciiFolded[code] ?? 0) : 0;
    if (folded === 0) {
      const kind = classOf(code);
      if (kind === APOSTROPHE) {
        if (at + 1 >= to || classOf(text.charCodeAt(at + 1)) !== LETTER) break;
        plain = false;
        at += 1;
        continue;
      }
      if (kind !== LETTER) break;
      if (code >= 0x3040 && isWide(code)) {
        if (at > start) break;
        const single = roll(hashStart, code);
        tokens.add(single, single, at, at + 1);
        return at + 1;
      }
      folded = code;
    }
    // Among folded characters only the digits come before the letters.
    if (folded > NINE) digits = false;
    before3 = before2;
    before2 = before1;
    before1 = hash;
    hash = roll(hash, folded);
    at += 1;
  }
  const length = at - start;
  if (digits) hash = length > longestNumber ? LONG_NUMBER : (zeros[length] ?? LONG_NUMBER);
  else if (length > longestWord) hash = LONG_WORD;
  const cut = digits || !plain || length > longestWord ? 0 : at - stemmedEnd(text, start, at);
  const stem = cut === 0 ? hash : cut === 1 ? before1 : cut === 2 ? before2 : before3;
  tokens.add(hash, stem, start, at);
  return at;
}

/** By length, what a short number counts as. */
const zeros = Array.from({ length: longestNumber + 1 }, (_, length) => hashText('0'.repeat(length)));

/** Hash of one word as `tokenize` counts it. */
export function hashWord(text: string, from: number, to: number): number {
  let hash = hashStart;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (!isApostrophe(code)) hash = roll(hash, lower(code));
  }
  return hash;
}

/** Cuts English endings (plural s, -ed, -ing, -ly) where a stem of three letters or more is left; a fixed number of steps. */
export function stemmedEnd(text: string, from: number, to: number): number {
  const length = to - from;
  if (length < 4) return to;
  const last = lower(text.charCodeAt(to - 1));
  const before = lower(text.charCodeAt(to - 2));
  if (last === 115 && before !== 115 && before !== 117 && before !== 105) return to - 1;
  if (last === 100 && before === 101 && length > 5) return to - 2;
  if (last === 103 && before === 110 && length > 6 && lower(text.charCodeAt(to - 3)) === 105) return to - 3;
  if (last === 121 && before === 108 && length > 5) return to - 2;
  if (last === 101 && length > 5) return to - 1;
  return to;
}

export function lower(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}

const [OTHER, LETTER, DIGIT, APOSTROPHE, MARK] = [0, 1, 2, 3, 4] as const;
const asciiClasses = Uint8Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(letter)) return LETTER;
  if (/[0-9]/.test(letter)) return DIGIT;
  if (letter === "'") return APOSTROPHE;
  return /[?!]/.test(letter) ? MARK : OTHER;
});

const NINE = 57;
/** Letters in lower case, digits and the underscore as they are, 0 for what is no part of a word or needs a closer look. */
const asciiFolded = asciiClasses.map((kind, code) => (kind === LETTER || kind === DIGIT ? lower(code) : 0));

/** Letters include the underscore and every character above Latin-1 that is no punctuation. */
function classOf(code: number): number {
  if (code < 128) return asciiClasses[code] ?? OTHER;
  if (code === 0x2019) return APOSTROPHE;
  return code > 0xbf && !isPunctuation(code) ? LETTER : OTHER;
}

function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019;
}

function isPunctuation(code: number): boolean {
  return (
    (code >= 0x2000 && code <= 0x2bff) ||
    (code >= 0x3000 && code <= 0x303f) ||
    code >= 0xd800 ||
    code === 0xd7
  );
}

/** Scripts written without spaces: each character is a word of its own. */
function isWide(code: number): boolean {
  return code >= 0x3040 && code <= 0x9fff;
}
