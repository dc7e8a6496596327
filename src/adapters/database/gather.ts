/** Many small calls at once become few large ones: whoever calls while batches are under way, or soon after one began, is in the next. */

/** Batches under way at once: while one waits for the disk, the next is sent. */
const lanes = 3;

/**
 * `run` answers each item in its place, and gets `most` of them at once. After a batch the next one begins as many milliseconds later
 * as it had items, `spacingMs` at most: a lone call hardly waits for company, a crowd goes together. A batch that fails is run again
 * one by one, so that one item that cannot be stored takes no other along.
 */
export function gather<In, Out>(
  most: number,
  run: (items: readonly In[]) => Promise<readonly Out[]>,
  spacingMs = 0,
): (item: In) => Promise<Out> {
  interface Waiting {
    readonly item: In;
    resolve(out: Out): void;
    reject(error: unknown): void;
  }
  const waiting: Waiting[] = [];
  let running = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  let isDue = false;

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await run(batch.map(({ item }) => item));
      if (answers.length !== batch.length)
        throw new Error('A batch has another number of answers than items.');
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Out);
    } catch (error) {
      if (batch.length === 1) for (const { reject } of batch) reject(error);
      else await Promise.all(batch.map((one) => settle([one])));
    }
  }

  function pump(): void {
    isDue = false;
    if (running >= lanes || waiting.length === 0) return;
    const batch = waiting.splice(0, most);
    notBefore = performance.now() + Math.min(spacingMs, batch.length);
    running += 1;
    void settle(batch).finally(() => {
      running -= 1;
      wake();
    });
    wake();
  }

  function wake(): void {
    if (isDue || running >= lanes || waiting.length === 0) return;
    isDue = true;
    const left = notBefore - performance.now();
    if (left > 0) setTimeout(pump, left);
    // At the end of this tick, so that calls of the same moment go together.
    else setImmediate(pump);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      wake();
    });
}
