import { setTimeout as pause } from 'node:timers/promises';
import { slowness } from './slowness.ts';

/**
 * Waits until `look` finds something. Asks again every 20 ms, and fails with its last error or with `what` when time is up.
 * Only for what no event announces.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false | null>,
  withinMs = 30_000 * slowness,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    try {
      const found = await look();
      if (found !== undefined && found !== false && found !== null) return found;
    } catch (error) {
      last = error;
    }
    await pause(20);
  } while (performance.now() < deadline);
  throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last });
}
