/** What the words around a mention make of it, for readers of every theme. */

import { rank, type Scene } from './scene.js';
import type { Verdict } from './verdict.js';

/** The place in the order that a sentence gives to a version; `plain` when it says nothing about it. */
export function orderOf(scene: Scene, verdict: Verdict, plain: number): number {
  if (verdict === 'fixed') return rank.fixedIn;
  if (verdict === 'works' || verdict === 'old') return rank.saidToWork;
  if (scene.span.kind === 'title') return rank.title;
  if (verdict === 'none') return plain;
  return rank.saidToFail + (plain - rank.prose) / 10;
}

/** Remembers what was said of a version, for where it is printed as well. */
export function noteVerdict(scene: Scene, kind: 'linux' | 'xen', value: string, verdict: Verdict): void {
  if (verdict === 'works' || verdict === 'old') scene.working.add(`${kind} ${value}`);
  if (verdict === 'fails') scene.failing.add(`${kind} ${value}`);
}

/** Whether a word begins its line: then a colon behind it makes it a field. */
export function isLineStart(scene: Scene, start: number): boolean {
  return (
    start === 0 ||
    scene.span.breaks.includes(start - 1) ||
    /(?:^|[\s|*-])[*_`-]{1,3}\s?$/.test(scene.before(start, 4))
  );
}
