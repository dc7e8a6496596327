/**
 * Finds many literals in one pass over the text (Aho-Corasick), at a few nanoseconds a character whatever the text is. The table holds
 * only the head of each literal, so that it is made quickly and stays in the cache; whoever gets a hit compares the rest.
 */

/** Characters of a literal that go into the table. */
const headLength = 6;

/** Literals by number, as a table of transitions over only those characters that occur in them. */
export interface Automaton {
  /** Character class of each UTF-16 code unit; 0 for those that no literal contains. Upper and lower case share a class. */
  readonly classes: Uint8Array | Uint16Array;
  /** Next state by (state << shift) + class. The states in which a head ends are the last ones. */
  readonly next: Uint16Array | Int32Array;
  readonly shift: number;
  /** The first state in which a head ends. */
  readonly firstHit: number;
  /** By state - firstHit: where its literals begin in `literals`; one entry more than there are such states. */
  readonly starts: Int32Array;
  readonly literals: Int32Array;
  /** Classes of the characters of all literals behind their heads. */
  readonly tails: Uint8Array | Uint16Array;
  /** Where the tail of each literal begins in `tails`; one entry more than there are literals. */
  readonly tailStarts: Int32Array;
}

/** The automaton of these literals, which must be lower-cased and not empty. */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classes, width } = classify(literals);
  const shift = Math.ceil(Math.log2(width));
  const trie = buildTrie(
    literals.map((literal) => literal.slice(0, headLength)),
    classes,
    1 << shift,
  );
  linkFailures(trie, 1 << shift, width);
  const { next, firstHit, starts, ends } = hitsLast(trie, shift, width);
  const rest = literals.map((literal) => literal.slice(headLength));
  const tailStarts = new Int32Array(literals.length + 1);
  rest.forEach((text, literal) => {
    tailStarts[literal + 1] = (tailStarts[literal] ?? 0) + text.length;
  });
  const joined = rest.join('');
  // By code unit, as the text is read: an iterator would take both halves of a pair for one.
  const tails = Uint16Array.from({ length: joined.length }, (_, at) => classes[joined.charCodeAt(at)] ?? 0);
  const fits = width <= 0x100;
  return {
    classes: fits ? Uint8Array.from(classes) : classes,
    next,
    shift,
    firstHit,
    starts,
    literals: ends,
    tails: fits ? Uint8Array.from(tails) : tails,
    tailStarts,
  };
}

/** The finished table with its states in another order: whether a head ends in a state is then one comparison. */
function hitsLast(
  { rows, ends, count }: Trie,
  shift: number,
  width: number,
): { next: Uint16Array | Int32Array; firstHit: number; starts: Int32Array; ends: Int32Array } {
  const hits: number[] = [];
  const numbers = new Int32Array(count);
  let firstHit = 0;
  for (let state = 0; state < count; state++) {
    if (ends[state]?.length) hits.push(state);
    else numbers[state] = firstHit++;
  }
  const starts = new Int32Array(hits.length + 1);
  hits.forEach((state, at) => {
    numbers[state] = firstHit + at;
    starts[at + 1] = (starts[at] ?? 0) + (ends[state]?.length ?? 0);
  });
  // Half the bytes stay in the cache twice as long.
  const next = count <= 0x10000 ? new Uint16Array(count << shift) : new Int32Array(count << shift);
  for (let state = 0; state < count; state++) {
    const from = state << shift;
    const to = (numbers[state] ?? 0) << shift;
    for (let cls = 0; cls < width; cls++) next[to + cls] = numbers[rows[from + cls] ?? 0] ?? 0;
  }
  return { next, firstHit, starts, ends: Int32Array.from(hits.flatMap((state) => ends[state] ?? [])) };
}

/** Where a literal ends whose head ended at `at`, -1 where its rest does not stand there. */
export function endOf(
  { classes, tails, tailStarts }: Automaton,
  literal: number,
  text: string,
  at: number,
): number {
  const end = tailStarts[literal + 1] ?? 0;
  let position = at;
  for (let cell = tailStarts[literal] ?? 0; cell < end; cell++) {
    // Behind the end of the text the code is NaN, which has no class.
    if ((classes[text.charCodeAt(position)] ?? 0) !== tails[cell]) return -1;
    position++;
  }
  return position;
}

/** A class for each character of the literals, the same for both its cases. */
function classify(literals: readonly string[]): { classes: Uint16Array; width: number } {
  const classes = new Uint16Array(0x10000);
  let width = 1;
  for (const literal of literals) {
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at);
      if (classes[unit] !== 0) continue;
      classes[unit] = width;
      const upper = literal.charAt(at).toUpperCase();
      if (upper.length === 1) classes[upper.charCodeAt(0)] = width;
      width++;
    }
  }
  // The engine folds these two letters onto k and s.
  classes[0x212a] = classes['k'.charCodeAt(0)] ?? 0;
  classes[0x17f] = classes['s'.charCodeAt(0)] ?? 0;
  return { classes, width };
}

interface Trie {
  /** Next state by state * stride + class; at first children only, 0 for none: the root is nobody's child. */
  readonly rows: Int32Array;
  /** Literals that end in a state; in the end also those that are the tail of what led there. */
  readonly ends: number[][];
  readonly count: number;
}

function buildTrie(literals: readonly string[], classes: Uint16Array, stride: number): Trie {
  const most = literals.reduce((sum, literal) => sum + literal.length, 1);
  const rows = new Int32Array(most * stride);
  const ends: number[][] = [[]];
  let count = 1;
  literals.forEach((literal, number) => {
    let state = 0;
    for (let at = 0; at < literal.length; at++) {
      const cell = state * stride + (classes[literal.charCodeAt(at)] ?? 0);
      let child = rows[cell] ?? 0;
      if (child === 0) {
        child = count++;
        rows[cell] = child;
        ends.push([]);
      }
      state = child;
    }
    ends[state]?.push(number);
  });
  return { rows: rows.slice(0, count * stride), ends, count };
}

/** Fills in where each state goes when a character does not continue its literal, breadth first. */
function linkFailures(trie: Trie, stride: number, width: number): void {
  const { rows, ends, count } = trie;
  const failure = new Int32Array(count);
  const order = new Int32Array(count);
  let known = 0;
  for (let cls = 0; cls < width; cls++) {
    const child = rows[cls] ?? 0;
    if (child !== 0) order[known++] = child;
  }
  for (let head = 0; head < known; head++) {
    const state = order[head] ?? 0;
    const fallback = failure[state] ?? 0;
    const row = state * stride;
    const other = fallback * stride;
    // The shorter tail was visited before, so it has all its literals already.
    const inherited = ends[fallback] ?? [];
    if (inherited.length > 0) ends[state] = [...(ends[state] ?? []), ...inherited];
    for (let cls = 0; cls < width; cls++) {
      const child = rows[row + cls] ?? 0;
      const onFailure = rows[other + cls] ?? 0;
      if (child === 0) {
        rows[row + cls] = onFailure;
        continue;
      }
      failure[child] = onFailure;
      order[known++] = child;
    }
  }
}
