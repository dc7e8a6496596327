/** Finds many literals in one pass over the text (Aho-Corasick), at a few nanoseconds a character whatever the text is. */

/** Literals by number, as a table of transitions over only those characters that occur in them. */
export interface Automaton {
  /** Character class of each UTF-16 code unit; 0 for those that no literal contains. Upper and lower case share a class. */
  readonly classes: Uint16Array;
  /** Next state by state + class; a state is the offset of its row, negated where a literal ends in it. */
  readonly next: Int32Array;
  /** By state / width: where its literals begin in `literals`; one entry more than there are states. */
  readonly starts: Int32Array;
  readonly literals: Int32Array;
  /** Classes, which is the length of a row. */
  readonly width: number;
}

/** The automaton of these literals, which must be lower-cased and not empty. */
export function buildAutomaton(literals: readonly string[]): Automaton {
  const { classes, width } = classify(literals);
  const trie = buildTrie(literals, classes, width);
  const order = linkFailures(trie, width);
  const outputs: number[][] = trie.ends;
  // Breadth first, so that the shorter suffix has its outputs already.
  for (const state of order) {
    const inherited = outputs[trie.failure[state] ?? 0] ?? [];
    if (inherited.length > 0) outputs[state] = [...(outputs[state] ?? []), ...inherited];
  }
  const starts = new Int32Array(trie.count + 1);
  for (let state = 0; state < trie.count; state++) {
    starts[state + 1] = (starts[state] ?? 0) + (outputs[state]?.length ?? 0);
  }
  const next = trie.rows.map((state) => ((outputs[state]?.length ?? 0) > 0 ? -state * width : state * width));
  return { classes, next, starts, literals: Int32Array.from(outputs.flat()), width };
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
  /** Child by state * width + class, 0 for none: the root is nobody's child. */
  readonly rows: Int32Array;
  readonly failure: Int32Array;
  /** Literals that end in a state. */
  readonly ends: number[][];
  readonly count: number;
}

function buildTrie(literals: readonly string[], classes: Uint16Array, width: number): Trie {
  const most = literals.reduce((sum, literal) => sum + literal.length, 1);
  const rows = new Int32Array(most * width);
  const ends: number[][] = [[]];
  let count = 1;
  literals.forEach((literal, number) => {
    let state = 0;
    for (let at = 0; at < literal.length; at++) {
      const cell = state * width + (classes[literal.charCodeAt(at)] ?? 0);
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
  return { rows: rows.slice(0, count * width), failure: new Int32Array(count), ends, count };
}

/** Fills in where each state goes when a character does not continue its literal. Returns the states breadth first. */
function linkFailures(trie: Trie, width: number): number[] {
  const { rows, failure } = trie;
  const order: number[] = [];
  for (let cls = 0; cls < width; cls++) {
    const child = rows[cls] ?? 0;
    if (child !== 0) order.push(child);
  }
  for (let head = 0; head < order.length; head++) {
    const state = order[head] ?? 0;
    const fallback = failure[state] ?? 0;
    for (let cls = 0; cls < width; cls++) {
      const child = rows[state * width + cls] ?? 0;
      const onFailure = rows[fallback * width + cls] ?? 0;
      if (child === 0) {
        rows[state * width + cls] = onFailure;
        continue;
      }
      failure[child] = onFailure;
      order.push(child);
    }
  }
  return order;
}
