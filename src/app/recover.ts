/** Everything that looks for work that fell out somewhere, one after the other; none of them stops the next. */

import type { Deps } from './deps.js';
import { sweep } from './sweep.js';
import { sweepInbox } from './sweep-inbox.js';

interface Part {
  readonly name: string;
  /** Returns how much was found. */
  run(): Promise<number>;
}

/** Runs every part; one that fails is tried again at the next time, and nothing is lost by it. `atStart` also tries again what failed. */
export async function recover(deps: Deps, options: { readonly atStart: boolean }): Promise<void> {
  const failed = options.atStart;
  const parts: readonly Part[] = [
    { name: 'approved drafts queued again', run: () => sweep(deps, { failed }) },
    { name: 'overdue issues queued again', run: () => sweepInbox(deps, { failed }) },
  ];
  for (const { name, run } of parts) {
    try {
      const found = await run();
      if (found > 0) deps.log.info({ found }, name);
    } catch (err) {
      deps.log.warn({ err, part: name }, 'a sweep failed and is tried again later');
    }
  }
}
