/** A dictionary from feature hashes to consecutive numbers: open addressing in typed arrays, no object per feature. */

export class FeatureTable {
  size = 0;
  /** A slot is two numbers side by side, the hash and the feature's number: one visit to memory finds both. */
  private slots: Int32Array;
  private mask: number;

  /** @param expected about how many features will be added */
  constructor(expected = 1024) {
    let slots = 2048;
    while (slots < expected * 2) slots *= 2;
    this.slots = new Int32Array(slots * 2);
    this.mask = slots - 1;
  }

  /** The feature's number, or -1. */
  find(hash: number): number {
    const { slots, mask } = this;
    let slot = hash & mask;
    for (;;) {
      const key = slots[slot * 2] ?? 0;
      if (key === hash) return slots[slot * 2 + 1] ?? -1;
      if (key === 0) return -1;
      slot = (slot + 1) & mask;
    }
  }

  /** The feature's number; a new feature gets the next one. `hash` is never 0. */
  add(hash: number): number {
    const known = this.find(hash);
    if (known >= 0) return known;
    const number = this.size;
    this.put(hash, number);
    this.size += 1;
    if (this.size * 2 > this.mask) this.grow();
    return number;
  }

  /** Hashes in the order of their numbers. */
  hashes(): Int32Array<ArrayBuffer> {
    const all = new Int32Array(this.size);
    for (let at = 0; at < this.slots.length; at += 2) {
      const hash = this.slots[at] ?? 0;
      if (hash !== 0) all[this.slots[at + 1] ?? 0] = hash;
    }
    return all;
  }

  private put(hash: number, number: number): void {
    let slot = hash & this.mask;
    while (this.slots[slot * 2] !== 0) slot = (slot + 1) & this.mask;
    this.slots[slot * 2] = hash;
    this.slots[slot * 2 + 1] = number;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.mask = this.slots.length / 2 - 1;
    for (let at = 0; at < old.length; at += 2) {
      const hash = old[at] ?? 0;
      if (hash !== 0) this.put(hash, old[at + 1] ?? 0);
    }
  }
}
