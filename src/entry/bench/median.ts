/** Timing of one synchronous piece of work. */

/** Median of its time in milliseconds, over as many runs as fit into `budgetMs` after a warm-up; at least three. */
export function medianMs(work: () => unknown, budgetMs = 1000): number {
  const warm = performance.now();
  do work();
  while (performance.now() - warm < budgetMs / 4);
  const times: number[] = [];
  const start = performance.now();
  while (times.length < 3 || (performance.now() - start < budgetMs && times.length < 2000)) {
    const before = performance.now();
    work();
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}
