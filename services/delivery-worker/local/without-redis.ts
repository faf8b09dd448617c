import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@postroom/database';
import type { Logger } from '@postroom/service';
import { findDue } from '@postroom/transit';

const EVERY_MS = 2_000;
/** The deliveries searched at once. Several workers may find the same ones; locks on the rows decide who files them. */
const MOST = 500;

export interface WithoutRedis {
  readonly pool: Pool;
  readonly log: Logger;
  /** Whether Redis was away at the last check. */
  isAway(): boolean;
  file(deliveryIds: string[]): Promise<void>;
}

/**
 * Searches PostgreSQL for local mail to file while Redis is away, since nobody announces it then. Mail to other domains waits, because the
 * connections to each server are counted in Redis.
 */
export function fileWithoutRedis({ pool, log, isAway, file }: WithoutRedis): AsyncDisposable {
  const stopped = new AbortController();

  async function look(): Promise<void> {
    while (!stopped.signal.aborted) {
      if (isAway())
        await turn().catch((err: unknown) =>
          log.warn({ err }, 'mail cannot be filed: Redis is unreachable, and the way without it failed too'),
        );
      await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  async function turn(): Promise<void> {
    const { deliveryIds } = await findDue(pool, { local: MOST, destinations: 0, after: '' });
    if (deliveryIds.length > 0) await file(deliveryIds);
  }

  const running = look();
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
    },
  };
}
