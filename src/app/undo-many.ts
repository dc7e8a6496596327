/** Taking many decisions back at once, as they were taken. */

import { openMany } from './open-many.js';
import type { ReviewWorld } from './review-world.js';
import { undoOpened } from './undo-decision.js';

/**
 * How many of these decisions were taken back, each by compare-and-set; one that fails leaves the others to be taken back. The time is
 * judged for all of them by `asked`, when the person asked. Rejects like `openMany`, before anything is changed.
 */
export async function undoMany(
  world: ReviewWorld,
  ids: readonly string[],
  login: string,
  asked = world.clock.now(),
): Promise<number> {
  let undone = 0;
  for (const opened of (await openMany(world, ids, login)).values()) {
    if (opened.kind !== 'open') continue;
    try {
      const outcome = await undoOpened(world, opened.draft, login, asked);
      if (outcome.kind === 'undone') undone += 1;
    } catch (err) {
      world.log.warn({ draft: opened.draft.id, err }, 'a decision among many was not taken back');
    }
  }
  return undone;
}
