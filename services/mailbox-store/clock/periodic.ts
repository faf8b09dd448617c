import type { Logger } from '@postroom/service';

/**
 * Runs work repeatedly and never twice at once, with `everyMs` between an end and the next start. Errors are logged, and the work is tried
 * again at the next turn. Disposal waits for a running turn.
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
