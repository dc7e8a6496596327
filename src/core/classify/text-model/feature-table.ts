/** A dictionary from feature hashes to consecutive numbers: open addressing in typed arrays, no object per feature. */

export class FeatureTable {
  size = 0;
  private keys: Int32Array;
  private numbers: Int32Array;
  private mask: number;

  /** @param expected about how many features will be added */
  constructor(expected = 1024) {
    let slots = 2048;
    while (slots < expected * 2) slots *= 2;
    this.keys = new Int32Array(slots);
    this.numbers = new Int32Array(slots);
    this.mask = slots - 1;
  }

  /** The feature's number, or -1. */
  find(hash: number): number {
    let slot = hash & this.mask;
    for (;;) {
      const key = this.keys[slot] ?? 0;
      if (key === hash) return this.numbers[slot] ?? -1;
      if (key === 0) return -1;
      slot = (slot + 1) & this.mask;
    }
  }

  /** The feature's number; a new feature gets the next one. `hash` is never 0. */
  add(hash: number): number {
    let slot = hash & this.mask;
    for (;;) {
      const key = this.keys[slot] ?? 0;
      if (key === hash) return this.numbers[slot] ?? -1;
      if (key === 0) break;
      slot = (slot + 1) & this.mask;
    }
    const number = this.size;
    this.keys[slot] = hash;
    this.numbers[slot] = number;
    this.size += 1;
    if (this.size * 2 > this.mask) this.grow();
    return number;
  }

  /** Hashes in the order of their numbers. */
  hashes(): Int32Array<ArrayBuffer> {
    const all = new Int32Array(this.size);
    for (const [slot, key] of this.keys.entries()) if (key !== 0) all[this.numbers[slot] ?? 0] = key;
    return all;
  }

  private grow(): void {
    const { keys, numbers } = this;
    this.keys = new Int32Array(keys.length * 2);
    this.numbers = new Int32Array(keys.length * 2);
    this.mask = this.keys.length - 1;
    for (const [at, key] of keys.entries()) {
      if (key === 0) continue;
      let slot = key & this.mask;
      while (this.keys[slot] !== 0) slot = (slot + 1) & this.mask;
      this.keys[slot] = key;
      this.numbers[slot] = numbers[at] ?? 0;
    }
  }
}
