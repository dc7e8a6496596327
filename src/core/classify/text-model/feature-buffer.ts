/** Where views put their features: a stream of hashes, each with the stretch of text (or the name) that it stands for. */

import { finish, join } from './hash.js';
import { widened } from './tokens.js';

export class FeatureBuffer {
  count = 0;
  hash = new Int32Array(8192);
  view = new Int32Array(8192);
  /** Stretch of the text; `from` is -1 for a feature that has a name, whose number is in `to`. */
  from = new Int32Array(8192);
  to = new Int32Array(8192);
  private seed = 0;
  private current = 0;

  clear(): void {
    this.count = 0;
  }

  /** Features added from now on belong to `view`: the same word in two views is two features. */
  startView(view: number): void {
    this.current = view;
    this.seed = Math.imul(view + 1, 0x3c6ef372);
  }

  add(hash: number, from: number, to: number): void {
    const at = this.count;
    if (at === this.hash.length) this.grow();
    this.hash[at] = finish(hash ^ this.seed);
    this.view[at] = this.current;
    this.from[at] = from;
    this.to[at] = to;
    this.count = at + 1;
  }

  /** A feature that is no stretch of text: `name` indexes a fixed table, `level` is a step of a count. */
  addNamed(name: number, level: number): void {
    this.add(join(name, level), -1, name * 64 + level);
  }

  private grow(): void {
    const size = this.hash.length * 2;
    this.hash = widened(this.hash, size);
    this.view = widened(this.view, size);
    this.from = widened(this.from, size);
    this.to = widened(this.to, size);
  }
}
