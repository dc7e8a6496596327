/** The questions in our comment, as boxes that are ticked when the answer is there. */

import type { MissingItem } from '../assessment.js';
import { markerOf } from './marker.js';

const box = /^(\s*[-*] \[)([ xX])(\] )(.*)$/;

/** Questions that stand in the comment as boxes. One that a person took out while editing is asked no more. */
export function boxesIn(
  body: string,
  asked: readonly MissingItem[],
): readonly { readonly item: MissingItem; readonly ticked: boolean }[] {
  const found = new Map<string, boolean>();
  for (const line of body.split('\n')) {
    const [, , mark, , text] = box.exec(line.trimEnd()) ?? [];
    if (text !== undefined) found.set(plain(text), mark !== ' ');
  }
  return asked.flatMap((item) => {
    const ticked = found.get(plain(item.question));
    return ticked === undefined ? [] : [{ item, ticked }];
  });
}

/**
 * The comment with every box ticked that was answered, and the ids of those. A box that we ticked once is never ticked again:
 * a hidden marker remembers it, so that a person may untick it for good.
 */
export function withTicks(
  body: string,
  asked: readonly MissingItem[],
  answered: ReadonlySet<string>,
): { readonly body: string; readonly ticked: readonly string[] } {
  const due = boxesIn(body, asked).filter(
    ({ item, ticked }) => !ticked && answered.has(item.id) && !body.includes(tickMarker(item.id)),
  );
  if (due.length === 0) return { body, ticked: [] };
  const questions = new Set(due.map(({ item }) => plain(item.question)));
  const lines = body.split('\n').map((line) => {
    const text = box.exec(line.trimEnd())?.[4];
    return text !== undefined && questions.has(plain(text)) ? line.replace(box, '$1x$3$4') : line;
  });
  const markers = due.map(({ item }) => tickMarker(item.id)).join('\n');
  return { body: `${lines.join('\n').trimEnd()}\n${markers}\n`, ticked: due.map(({ item }) => item.id) };
}

function tickMarker(id: string): string {
  return markerOf(`ticked:${id}`);
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
