/** What a fact reader sees: one span, where a word was found in it, and where to put the facts. */

import type { Fact, FactKind, Span } from '../report.js';

/** How many different values of a kind are kept while reading; later ones are dropped. */
const CANDIDATE_LIMIT = 200;
/** How many mentions of a kind are looked at: a log may repeat its kernel a hundred thousand times. */
const MENTION_LIMIT = 4000;
/** Longest quote; more of a line proves no more. */
const QUOTE_LIMIT = 200;

/**
 * How much a mention says about the system that has the problem; lower comes first. Machine output that names the
 * failing run comes before what the reporter says, and that before what merely occurs.
 */
export const rank = {
  /** Header of an oops, a running hypervisor's own line. */
  failingRun: 0,
  /** Boot log, DMI line. */
  bootLog: 1,
  /** A field that asks for it, or a command that prints it. */
  stated: 2,
  /** Said to fail. */
  saidToFail: 3,
  title: 4,
  prose: 5,
  /** A package name, a path, a name without a version. */
  hint: 7,
  /** Said to work, old, or to have the fix: what the reporter does not run when it fails. */
  saidToWork: 20,
  fixedIn: 25,
} as const;

/** Somebody else's words come after all of the reporter's own. */
export const QUOTED = 50;

/** A fact on trial: `rank` decides the order within its kind. */
export interface Candidate extends Fact {
  readonly rank: number;
}

/** A version without a word beside it that says whose it is. */
export interface LooseVersion {
  readonly span: Span;
  readonly written: string;
  readonly at: number;
}

/** Collects facts of one report, best mention of each value. */
export class Scene {
  /** The span that is being read. */
  span: Span = { kind: 'prose', text: '', breaks: [], section: '', line: 0 };
  text = '';
  /** The command whose output this span is, `''` when unknown. */
  command = '';
  /** Values said to work, and to fail, by kind: `linux 5.9.15`. */
  readonly working = new Set<string>();
  readonly failing = new Set<string>();
  /** Tool whose output the line before had the shape of. */
  lastShape = '';
  /** Offset in the span up to which boot options were read as a command line. */
  optionsReadTo = 0;
  /** Bare versions that wait for the end of the report. */
  readonly loose: LooseVersion[] = [];
  /** Whether the reporter speaks of Linux kernels anywhere outside a log. */
  talksOfKernels = false;
  /** `xen_major` and `xen_minor` of an `xl info` that is being read. */
  readonly xenParts: string[] = [];
  /** Call traces seen, and frames still to take from the one that is being read. */
  traces = 0;
  framesLeft = 0;
  private readonly found = new Map<string, Candidate>();
  private readonly values = new Map<FactKind, number>();
  private readonly mentions = new Map<FactKind, number>();

  /** Whether enough of this kind was seen, so that a reader can spare itself the look. */
  isFull(kind: FactKind): boolean {
    return (this.mentions.get(kind) ?? 0) >= MENTION_LIMIT;
  }

  /**
   * Adds a fact that stands at `start` to `end` of the span. `at` is the offset of the part that matters: where the
   * quote would reach over a line end, it is cut to the line of that part.
   */
  add(kind: FactKind, value: string, order: number, start: number, end: number, at = start): void {
    this.mentions.set(kind, (this.mentions.get(kind) ?? 0) + 1);
    const rankHere = this.span.kind === 'quote' ? order + QUOTED : order;
    const key = `${kind} ${value}`;
    const known = this.found.get(key);
    if (known !== undefined && known.rank <= rankHere) return;
    const count = this.values.get(kind) ?? 0;
    if (known === undefined && count >= CANDIDATE_LIMIT) return;
    const { line, from, to } = lineAround(this.span, at);
    const quoteFrom = Math.max(start, from);
    const quote = this.text.slice(quoteFrom, Math.min(end, to, quoteFrom + QUOTE_LIMIT)).trim();
    if (value === '' || quote === '') return;
    if (known === undefined) this.values.set(kind, count + 1);
    else this.found.delete(key);
    this.found.set(key, { kind, value, quote, section: this.span.section, line, rank: rankHere });
  }

  /** What was found so far, in the order of finding. */
  candidates(): Candidate[] {
    return [...this.found.values()];
  }

  /** Up to `length` characters before `start`. */
  before(start: number, length: number): string {
    return this.text.slice(Math.max(0, start - length), start);
  }

  /** Matches a sticky pattern at `index`. */
  match(pattern: RegExp, index: number): RegExpExecArray | null {
    pattern.lastIndex = index;
    return pattern.exec(this.text);
  }
}

/** The body line on which offset `at` of a span stands, and the offsets between which that line is. */
function lineAround(span: Span, at: number): { line: number; from: number; to: number } {
  let from = 0;
  let line = span.line;
  for (const end of span.breaks) {
    if (at <= end) return { line, from, to: end };
    from = end + 1;
    line += 1;
  }
  return { line, from, to: span.text.length };
}

/** Looks at one theme. Called at each word of the theme, so that text without such words costs nothing. */
export interface FactReader {
  /** Words in lower case: letters, digits and `_`; `rhel` also stands for `RHEL8`. */
  readonly words: readonly string[];
  /** Reads around the word at `start` to `end` of `scene.text`. */
  readonly read: (scene: Scene, start: number, end: number) => void;
}
