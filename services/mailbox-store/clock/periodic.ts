import type { Logger } from '@postroom/service';

/**
 * Runs work again and again, never twice at once, `everyMs` from one end to the next start. What it throws is logged
 * and met again at the next turn. Disposal waits for the turn in progress.
 */
export function periodically(name: string, everyMs: number, work: () => Promise<void>, log: Logger): AsyncDisposable {
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();

  function schedule(): void {
    timer = setTimeout(() => {
      turn = work()
        .catch((error: unknown) => log.warn({ err: error }, `${name} failed`))
        .finally(() => stopped.signal.aborted || schedule());
    }, everyMs);
  }

  schedule();
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      clearTimeout(timer);
      await turn;
    },
  };
}
