import type { Pool } from '@postroom/database';
import { countSendingHolds } from '@postroom/directory';
import { Gauge, type Metrics } from '@postroom/service';

/** Makes the metric of held accounts. Every mailbox-store reports the same value: take max(). Returns the function that measures. */
export function createSendingMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const held = new Gauge({
    name: 'postroom_sending_held_accounts',
    help: 'Accounts that exceeded their sending limits and are blocked until an operator releases them',
    registers: [metrics],
  });
  return async () => held.set(await countSendingHolds(pool));
}
