/** Reads the facts of a report out of its spans and puts each kind in order. */

import { type Fact, type FactKind, factKinds, type Span } from '../report.js';
import { parseVersion } from '../version-order.js';
import { distributionOfKernel } from './kernel-distribution.js';
import { readNumber, settleLoose } from './numbers.js';
import { readFrame } from './oops.js';
import { readers } from './readers.js';
import { type Candidate, QUOTED, rank, Scene } from './scene.js';
import { addShape, addTyped } from './tool-output.js';
import { buildWordTable, scanWords } from './word-scanner.js';

/** Most facts of a kind that a report keeps. */
const LIMITS: Readonly<Partial<Record<FactKind, number>>> = {
  'linux-option': 40,
  'xen-option': 40,
  'tool-output': 20,
};
const DEFAULT_LIMIT = 12;

const table = buildWordTable(readers, readNumber);

/**
 * Facts by kind in the order of `factKinds`. Within a kind the first is what the reporter runs when it fails, as far as
 * that can be told:
 *
 * 1. machine output of the failing run: an oops header, then a boot log, `(XEN)` and DMI lines;
 * 2. what a field, a form or a command like `uname -r` states;
 * 3. what a sentence says to fail, then the title, then plain mentions, then package names and bare numbers;
 * 4. the same in a quote: somebody else's words;
 * 5. what a sentence says to work, to be the old version, or to have the fix, also where a command printed it.
 *
 * Equal ones stay in reading order; a value is listed once, at its best mention. Where the fifth is all there is, the
 * kind has no facts. Patches are not read.
 */
export function extractFacts(spans: readonly Span[]): Fact[] {
  const scene = new Scene();
  let previous: Span | undefined;
  for (const span of spans) {
    if (span.kind === 'patch') continue;
    scene.command = commandBefore(scene.command, previous, span);
    scene.span = span;
    scene.text = span.text;
    scene.optionsReadTo = 0;
    if (span.kind === 'log') readLogLine(scene, previous);
    scanWords(scene, table);
    previous = span;
  }
  settleLoose(scene);
  return inOrder(scene);
}

/** What a line of output shows as a whole. */
function readLogLine(scene: Scene, previous: Span | undefined): void {
  if (previous?.kind === 'command' && scene.command !== '') addTyped(scene, previous);
  addShape(scene);
  if (scene.framesLeft > 0) readFrame(scene);
}

/** The command whose output `span` is: output follows its command line by line. */
function commandBefore(command: string, previous: Span | undefined, span: Span): string {
  if (span.kind === 'command') return span.text;
  if (span.kind !== 'log' || previous === undefined) return '';
  const end = previous.line + previous.breaks.length;
  return span.line - end <= 1 && (previous.kind === 'command' || previous.kind === 'log') ? command : '';
}

interface Ranked {
  readonly candidate: Candidate;
  readonly order: number;
}

function inOrder(scene: Scene): Fact[] {
  const byKind = new Map<FactKind, Candidate[]>();
  for (const candidate of scene.candidates()) {
    const list = byKind.get(candidate.kind);
    if (list === undefined) byKind.set(candidate.kind, [candidate]);
    else list.push(candidate);
  }
  const facts: Fact[] = [];
  let kernels: readonly Ranked[] = [];
  for (const kind of factKinds) {
    const ranked = rankedOf(scene, byKind.get(kind) ?? []);
    if (kind === 'linux') kernels = ranked;
    if (kind === 'distribution') addFromKernel(ranked, kernels);
    for (const { candidate } of withoutVague(ranked).slice(0, LIMITS[kind] ?? DEFAULT_LIMIT)) {
      const { value, quote, section, line } = candidate;
      facts.push({ kind, value, quote, section, line });
    }
  }
  return facts;
}

/** Candidates of one kind in their order, none where only what works or what has the fix was named: more would be a guess. */
function rankedOf(scene: Scene, list: readonly Candidate[]): Ranked[] {
  const ranked = list.map((candidate) => ({ candidate, order: finalOrder(scene, candidate) }));
  if (ranked.every(({ order }) => isRuledOut(order))) return [];
  return ranked.sort(
    (a, b) => Number(isRuledOut(a.order)) - Number(isRuledOut(b.order)) || a.order - b.order,
  );
}

/** Adds the distribution that the running kernel's version tells, unless another one is named in words. */
function addFromKernel(named: Ranked[], kernels: readonly Ranked[]): void {
  const [running] = kernels;
  if (running === undefined || running.order >= QUOTED) return;
  const value = distributionOfKernel(running.candidate.value);
  if (value === null) return;
  // Two kernels of two distributions, and nothing that tells which one is the reporter's.
  const rivals = kernels.filter(({ order }) => order === running.order);
  if (rivals.some(({ candidate }) => (distributionOfKernel(candidate.value) ?? value) !== value)) return;
  const [name] = value.split(' ');
  // `fedora 35` is more exact than a mere `fedora`; anything else that is named comes first and alone.
  if (named.some(({ candidate }) => candidate.value !== name)) return;
  const { quote } = running.candidate;
  const at = Math.max(0, quote.indexOf(running.candidate.value));
  const written = /^[\w.+~-]+/.exec(quote.slice(at))?.[0] ?? quote;
  const candidate = { ...running.candidate, kind: 'distribution', value, quote: written } as const;
  if (named.length === 0 || value !== name) named.push({ candidate, order: running.order });
}

/** Whether a mention says that the reporter does not run this when it fails. */
function isRuledOut(order: number): boolean {
  return order % QUOTED >= rank.saidToWork;
}

/** `debian` says nothing where `debian 12` stands, `4.14` nothing behind `4.14.5`. */
function withoutVague(ranked: readonly Ranked[]): readonly Ranked[] {
  const kept: Ranked[] = [];
  const names = new Set(
    ranked.map(({ candidate }) => (candidate.kind === 'distribution' ? nameOf(candidate) : '')),
  );
  for (const entry of ranked) {
    const { kind, value } = entry.candidate;
    if (kind === 'distribution' && names.has(value)) continue;
    const isVague =
      (kind === 'linux' || kind === 'xen') &&
      kept.some(
        ({ candidate }) =>
          candidate.value.startsWith(value) && /^[.-]/.test(candidate.value.slice(value.length)),
      );
    if (!isVague) kept.push(entry);
  }
  return kept;
}

/** The name before a version, `''` for a name alone. */
function nameOf({ value }: Candidate): string {
  const space = value.indexOf(' ');
  return space < 0 ? '' : value.slice(0, space);
}

/** A version that some sentence says to work goes behind the others, also where `uname` printed it. */
function finalOrder(scene: Scene, { kind, value, rank: order }: Candidate): number {
  if (order >= rank.saidToWork || (kind !== 'linux' && kind !== 'xen')) return order;
  const works = hasVersion(scene.working, kind, value);
  return works && !hasVersion(scene.failing, kind, value) && order > rank.failingRun
    ? order + rank.saidToWork
    : order;
}

function hasVersion(values: ReadonlySet<string>, kind: FactKind, value: string): boolean {
  if (values.has(`${kind} ${value}`)) return true;
  const version = parseVersion(value);
  // Said in a sentence as 5.13.1, printed by uname as 5.13.1-arch1-1.
  return version !== null && version.numbers.length > 2 && values.has(`${kind} ${version.numbers.join('.')}`);
}
