import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteContext } from './context.ts';

const PAUSES_MS = [250, 500, 1000, 2000, 4000, 8000, 16_000];

/**
 * Records what has happened already, again and again while the database is away: what is forgotten here is sent to
 * the other server a second time. Gives up, with the last error, before a lease ends.
 */
export async function persist(context: Pick<RemoteContext, 'log'>, work: () => Promise<void>): Promise<void> {
  for (const pause of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      context.log.warn({ err: error }, 'an outcome could not be recorded yet');
      await sleep(pause);
    }
  }
  await work();
}
