import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@postroom/database';
import type { Logger } from '@postroom/service';
import { findDue } from '@postroom/transit';

const EVERY_MS = 2_000;
/** Deliveries that are looked for at once. Several workers may find the same: the rows say what is done. */
const MOST = 500;

export interface WithoutRedis {
  readonly pool: Pool;
  readonly log: Logger;
  /** Whether Redis was away when it was looked for last. */
  isAway(): boolean;
  file(deliveryIds: string[]): Promise<void>;
}

/**
 * While Redis is away nobody hands over local mail, so a worker looks for it in PostgreSQL itself. Mail to other domains
 * waits: how many connections a server gets is counted in Redis.
 */
export function fileWithoutRedis({ pool, log, isAway, file }: WithoutRedis): AsyncDisposable {
  const stopped = new AbortController();

  async function look(): Promise<void> {
    while (!stopped.signal.aborted) {
      if (isAway())
        await turn().catch((err: unknown) => log.warn({ err }, 'mail cannot be filed without Redis either'));
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
