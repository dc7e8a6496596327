/** Turns silence into an error, for questions whose answer is of no use later. */

/** @throws Error `what did not answer within …` after `ms` milliseconds; the work itself goes on unheard. */
export async function answerInTime<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}
