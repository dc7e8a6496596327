/** SIGINT and SIGTERM as an AbortSignal. */

/** Aborts on the first SIGINT or SIGTERM; a second one ends the process at once, for whoever does not want to wait. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  function onSignal(signal: NodeJS.Signals): void {
    if (stop.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    stop.abort();
  }
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return stop.signal;
}
