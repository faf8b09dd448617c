/**
 * Returns a signal that is aborted when this program must stop: Ctrl-C, SIGTERM, the terminal closes, or boot.mjs is gone. A second
 * signal ends the program at once, for people who do not want to wait.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (reason: string) => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error(`stopped by ${reason}`));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  if (process.channel !== undefined && process.channel !== null) {
    process.once('disconnect', () => {
      if (!controller.signal.aborted) stop('disconnect');
    });
    // The channel must not keep the process alive.
    process.channel.unref();
  }
  return controller.signal;
}

/** Waits for the work, but only until the stop signal, which makes this reject. */
export async function orStopped<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  // After a stop the result of the work does not matter.
  work.catch(() => {});
  const stopped = untilStopped(signal).then(() => {
    throw new Error('stopped');
  });
  stopped.catch(() => {});
  return Promise.race([work, stopped]);
}

export async function untilStopped(signal: AbortSignal): Promise<void> {
  // A pending promise alone does not keep Node running.
  const alive = setInterval(() => {}, 1 << 30);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  clearInterval(alive);
}
