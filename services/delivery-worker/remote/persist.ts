import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteContext } from './context.ts';

const FIRST_PAUSE_MS = 250;
/** The longest pause: once the database is back, our work must be recorded before somebody else can claim the deliveries. */
const MAX_PAUSE_MS = 1000;
const TRIES = 120;

/**
 * Records what has already happened, and tries again while the database is away: otherwise the mail would be sent to the other server a
 * second time. Gives up after some minutes and throws the last error.
 */
export async function persist(
  context: Pick<RemoteContext, 'log'>,
  mail: string | undefined,
  work: () => Promise<void>,
): Promise<void> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return await work();
    } catch (error) {
      context.log.warn({ err: error, mail }, 'an outcome could not be recorded yet');
      await sleep(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), MAX_PAUSE_MS));
    }
  }
  await work();
}
