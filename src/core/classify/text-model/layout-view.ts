/** The layout view: lengths and counts (code blocks, lists, links, question marks…) as steps on a doubling scale. */

import type { FeatureBuffer } from './feature-buffer.js';
import {
  CODE,
  COMMENT,
  FENCE,
  HEADING,
  ITEM,
  isDigit,
  LOG,
  OPEN_BOX,
  PROSE,
  QUOTE,
  type Segments,
  TICKED_BOX,
} from './segments.js';

export const layoutNames = [
  'body length',
  'prose length',
  'log length',
  'title length',
  'sentences',
  'question marks',
  'exclamation marks',
  'code blocks',
  'quoted lines',
  'list items',
  'checkboxes',
  'ticked boxes',
  'images',
  'links',
  'log lines',
  'headings',
  'blank lines',
  'inline code',
  'issue references',
  'mentions',
  'empty form fields',
  'the word I',
  'version numbers',
  'comment lines',
  'title asks',
  'title ends with ?',
  'title starts with [',
  'title has a colon',
  'title starts small',
  'title has code',
  'title has a word in capitals',
  'body without prose',
  'prose beyond ASCII',
  'prose starts small',
] as const;
type LayoutName = (typeof layoutNames)[number];

const numberOf = new Map<string, number>(layoutNames.map((name, index) => [name, index]));
const exactly = 32;
/** What GitHub writes for a form field that was left out. */
const emptyField = '_No response_';

/** Adds the layout of a text. Cost: one pass and a dozen searches. */
export function layoutView(text: string, titleEnd: number, segments: Segments, out: FeatureBuffer): void {
  const counts = new Map<number, number>();
  let proseLength = 0;
  let logLength = 0;
  let firstProse = -1;
  const totals: ProseMarks = {
    sentences: 0,
    questions: 0,
    exclamations: 0,
    backticks: 0,
    images: 0,
    links: 0,
    pronouns: 0,
    foreign: 0,
  };
  for (const { kind, from, to, lead } of segments.list) {
    const key = kind * 8 + lead;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (kind === CODE || kind === LOG) logLength += to - from + 1;
    if (kind !== PROSE) continue;
    if (firstProse < 0) firstProse = from;
    proseLength += to - from + 1;
    countMarks(text, from, to, totals);
  }
  const seen = (kind: number, lead = 0): number => counts.get(kind * 8 + lead) ?? 0;
  const marks = markCounts(text, titleEnd + 1);
  steps('body length', (text.length - titleEnd) / 50, out);
  steps('prose length', proseLength / 50, out);
  steps('log length', logLength / 50, out);
  steps('title length', titleEnd / 8, out);
  steps('sentences', totals.sentences, out);
  steps('question marks', totals.questions, out);
  steps('exclamation marks', totals.exclamations, out);
  steps('code blocks', seen(FENCE), out);
  steps('quoted lines', seen(PROSE, QUOTE), out);
  steps('list items', seen(PROSE, ITEM), out);
  steps('checkboxes', seen(PROSE, OPEN_BOX) + seen(PROSE, TICKED_BOX), out);
  steps('ticked boxes', seen(PROSE, TICKED_BOX), out);
  steps('images', totals.images, out);
  steps('links', totals.links, out);
  steps('log lines', seen(LOG), out);
  steps('headings', seen(HEADING), out);
  steps('blank lines', segments.blankLines, out);
  steps('inline code', totals.backticks >> 1, out);
  steps('issue references', marks.references, out);
  steps('mentions', marks.mentions, out);
  steps('empty form fields', marks.emptyFields, out);
  steps('the word I', totals.pronouns, out);
  steps('version numbers', marks.versions, out);
  steps('comment lines', seen(COMMENT), out);
  titleLayout(text.slice(0, titleEnd), out);
  flag('body without prose', proseLength === 0, out);
  flag('prose beyond ASCII', totals.foreign > 0, out);
  flag('prose starts small', firstProse >= 0 && isSmall(text.charCodeAt(firstProse)), out);
}

interface ProseMarks {
  sentences: number;
  questions: number;
  exclamations: number;
  backticks: number;
  images: number;
  links: number;
  pronouns: number;
  /** Characters beyond ASCII. */
  foreign: number;
}

function countMarks(text: string, from: number, to: number, totals: ProseMarks): void {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    // Small letters and spaces, most of any text, are none of the marks.
    if ((code > 96 && code < 128) || code === 32) continue;
    if (code > 127) {
      totals.foreign += 1;
      continue;
    }
    const next = at + 1 < to ? text.charCodeAt(at + 1) : 32;
    if (code === 46 || code === 33 || code === 63) {
      if (next <= 32) totals.sentences += 1;
      if (code === 63) totals.questions += 1;
      if (code === 33) totals[next === 91 ? 'images' : 'exclamations'] += 1;
    } else if (code === 96) totals.backticks += 1;
    else if (code === 58) totals.links += next === 47 && text.charCodeAt(at + 2) === 47 ? 1 : 0;
    else if (code === 60) totals.images += text.startsWith('<img', at) ? 1 : 0;
    else if (code === 73 && !isNameCode(next) && (at === from || !isNameCode(text.charCodeAt(at - 1))))
      totals.pronouns += 1;
  }
}

function titleLayout(title: string, out: FeatureBuffer): void {
  flag('title asks', title.includes('?'), out);
  flag('title ends with ?', title.trimEnd().endsWith('?'), out);
  flag('title starts with [', title.startsWith('['), out);
  flag('title has a colon', title.includes(':'), out);
  flag('title starts small', isSmall(title.charCodeAt(0)), out);
  flag('title has code', title.includes('`'), out);
  flag('title has a word in capitals', /[A-Z]{4}/.test(title), out);
}

interface Marks {
  references: number;
  mentions: number;
  emptyFields: number;
  versions: number;
}

/** `#123`, `@name`, GitHub's `_No response_` and `1.2.3`, each found by a search for its mark. */
function markCounts(text: string, start: number): Marks {
  const marks: Marks = { references: 0, mentions: 0, emptyFields: 0, versions: 0 };
  for (let at = text.indexOf('#', start); at >= 0; at = text.indexOf('#', at + 1))
    if (isDigit(text.charCodeAt(at + 1))) marks.references += 1;
  for (let at = text.indexOf('@', start); at >= 0; at = text.indexOf('@', at + 1))
    if (isNameCode(text.charCodeAt(at + 1)) && !isNameCode(text.charCodeAt(at - 1))) marks.mentions += 1;
  for (let at = text.indexOf(emptyField, start); at >= 0; at = text.indexOf(emptyField, at + 1))
    marks.emptyFields += 1;
  let counted = -1;
  for (let at = text.indexOf('.', start); at >= 0; at = text.indexOf('.', at + 1)) {
    if (at < counted || !isDigit(text.charCodeAt(at - 1))) continue;
    const second = digitsEnd(text, at + 1);
    if (second === at + 1 || text.charCodeAt(second) !== 46 || !isDigit(text.charCodeAt(second + 1)))
      continue;
    marks.versions += 1;
    counted = versionEnd(text, second);
  }
  return marks;
}

/** Where the digits and dots end that go on from here, so that 1.2.3.4 counts once. */
function versionEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === 46) at += 1;
  return at;
}

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** One feature for each doubling up to the count, and one for the last step alone. */
function steps(name: LayoutName, count: number, out: FeatureBuffer): void {
  const number = numberOf.get(name) ?? 0;
  const highest = count <= 0 ? 0 : Math.min(16, Math.max(0, 1 + Math.floor(Math.log2(count))));
  for (let level = 1; level <= highest; level += 1) out.addNamed(number, level);
  out.addNamed(number, exactly + highest);
}

function flag(name: LayoutName, holds: boolean, out: FeatureBuffer): void {
  if (holds) out.addNamed(numberOf.get(name) ?? 0, 1);
}

function isSmall(code: number): boolean {
  return code >= 97 && code <= 122;
}

function isNameCode(code: number): boolean {
  const low = code | 32;
  return (low >= 97 && low <= 122) || (code >= 48 && code <= 57) || code === 95 || code === 39;
}

/** Words for a layout feature: `question marks ≥ 4`. */
export function layoutFeatureName(number: number, level: number): string {
  const name = layoutNames[number] ?? '?';
  if (level === exactly) return `no ${name}`;
  return level > exactly ? `${name}: step ${level - exactly}` : `${name} ≥ ${2 ** (level - 1)}`;
}
