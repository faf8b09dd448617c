import type { Pool } from '@postroom/database';
import { countSendingHolds } from '@postroom/directory';
import { Gauge, type Metrics } from '@postroom/service';

/** Whether anybody waits for the operator. Every mailbox-store says the same: take max() of them. Returns what measures it. */
export function createSendingMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const held = new Gauge({
    name: 'postroom_sending_held_accounts',
    help: 'Accounts that sent like a robot and send nothing until an operator releases them',
    registers: [metrics],
  });
  return async () => held.set(await countSendingHolds(pool));
}
