/**
 * Aborted when this program is asked to stop: Ctrl-C, SIGTERM, the terminal closing, or boot.mjs gone. The second signal
 * ends the program at once, for whoever does not want to wait.
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
    // The channel is only listened to: it is no reason to stay alive.
    process.channel.unref();
  }
  return controller.signal;
}

/** Waits for the work, but no longer than until the stop signal, which makes this fail. */
export async function orStopped<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  // What the work still says after a stop is of no interest.
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
