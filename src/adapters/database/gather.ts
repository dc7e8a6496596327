/** Many small calls at once become few large ones: whoever calls while batches are under way is in the next. */

/** Batches under way at once: while one waits for the disk, the next is sent. */
const lanes = 3;

/**
 * `run` answers each item in its place. A lone call is run at once, so that nothing waits for company; a batch that fails is run
 * again one by one, so that one item that cannot be stored takes no other along.
 */
export function gather<In, Out>(
  most: number,
  run: (items: readonly In[]) => Promise<readonly Out[]>,
): (item: In) => Promise<Out> {
  interface Waiting {
    readonly item: In;
    resolve(out: Out): void;
    reject(error: unknown): void;
  }
  const waiting: Waiting[] = [];
  let running = 0;

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

  async function pump(): Promise<void> {
    while (waiting.length > 0) await settle(waiting.splice(0, most));
    running -= 1;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // At the end of this tick, so that calls of the same moment go together.
      if (running < lanes) {
        running += 1;
        setImmediate(() => void pump());
      }
    });
}
