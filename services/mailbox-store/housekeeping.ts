import type { Pool } from '@postroom/database';
import { collectBlobs, collectStrayChunks, trimTombstones } from '@postroom/mailbox';
import { trimMails } from '@postroom/transit';

export interface HousekeepingOptions {
  blobGraceMs: number;
  tombstoneMs: number;
  traceMs: number;
}

const BATCH = 500;
const MAX_BATCHES = 200; // in one turn; the rest waits for the next
const DAY = 24 * 3_600_000;

/** Removes what nobody needs any more, in small transactions. */
export async function keepHouse(pool: Pool, options: HousekeepingOptions): Promise<void> {
  await repeat(() => collectBlobs(pool, { graceMs: options.blobGraceMs, limit: BATCH }));
  await repeat(() => trimMails(pool, new Date(Date.now() - options.traceMs), BATCH));
  await collectStrayChunks(pool, new Date(Date.now() - DAY));
  await trimTombstones(pool, new Date(Date.now() - options.tombstoneMs));
}

async function repeat(work: () => Promise<number>): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) if ((await work()) < BATCH) return;
}
