/** The 32-bit hashes that stand for features: cheap to roll over characters, well mixed before they meet a table. */

/** Start of every rolling hash (FNV-1a's offset basis). */
export const hashStart = 0x811c9dc5 | 0;

/** Adds one UTF-16 unit to a rolling hash. */
export function roll(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

/** Joins two hashes in order: `join(a, b)` differs from `join(b, a)`. */
export function join(left: number, right: number): number {
  return Math.imul(Math.imul(left, 0x9e3779b1) ^ right, 0x85ebca6b) ^ (left >>> 15);
}

/** Last step: spreads every bit, so that the low bits can address a table. Never 0, which marks an empty slot. */
export function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h === 0 ? 1 : h;
}

/** Hash of a whole string, equal to rolling over its units. */
export function hashText(text: string): number {
  let hash = hashStart;
  for (let at = 0; at < text.length; at += 1) hash = roll(hash, text.charCodeAt(at));
  return hash;
}
