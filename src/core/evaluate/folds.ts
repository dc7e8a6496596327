/** Folds for cross-validation: seeded, and every stratum spread evenly over them. */

/** A small seeded generator (mulberry32): numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Shuffles in place by the given generator (Fisher and Yates). */
export function shuffle<T>(list: T[], random: () => number): T[] {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [left, right] = [list[last], list[other]];
    if (left === undefined || right === undefined) continue;
    list[last] = right;
    list[other] = left;
  }
  return list;
}

/**
 * The fold of each item, 0 to `folds` - 1. Items of one stratum (a label of a repository) are dealt out in turn, and
 * the next stratum goes on where the last one stopped, so that small strata do not all fall into fold 0.
 */
export function stratifiedFolds(strata: readonly string[], folds: number, seed: number): number[] {
  const random = seededRandom(seed);
  const members = new Map<string, number[]>();
  for (const [index, stratum] of strata.entries()) {
    const list = members.get(stratum);
    if (list) list.push(index);
    else members.set(stratum, [index]);
  }
  const foldOf = new Array<number>(strata.length).fill(0);
  let turn = 0;
  for (const stratum of [...members.keys()].sort()) {
    for (const index of shuffle(members.get(stratum) ?? [], random)) {
      foldOf[index] = turn % folds;
      turn += 1;
    }
  }
  return foldOf;
}
