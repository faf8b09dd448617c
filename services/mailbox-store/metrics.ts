import type { Pool } from '@postroom/database';
import { Gauge, type Metrics } from '@postroom/service';
import {
  dueDepth,
  foldQueueChanges,
  MAX_DUE_COUNT,
  MAX_QUARANTINED_COUNT,
  quarantineDepth,
  queueDepth,
} from '@postroom/transit';

/**
 * Makes the metrics of the queue, which only Postgres knows as a whole. Every mailbox-store reports the same values: take max() of them,
 * not sum(). Returns the function that measures.
 */
export function createQueueMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const registers = [metrics];
  const deliveries = new Gauge({
    name: 'postroom_queue_deliveries',
    help: 'Deliveries that wait: local ones for a mailbox here, remote ones for another domain',
    labelNames: ['kind'],
    registers,
  });
  const oldest = new Gauge({
    name: 'postroom_queue_oldest_seconds',
    help: 'How long ago the oldest waiting mail was accepted',
    registers,
  });
  const due = new Gauge({
    name: 'postroom_queue_due_deliveries',
    help: `Deliveries that wait for a worker, not for the time of their next attempt, up to ${MAX_DUE_COUNT} of a kind`,
    labelNames: ['kind'],
    registers,
  });
  const overdue = new Gauge({
    name: 'postroom_queue_overdue_seconds',
    help: 'How long the delivery that has waited longest for a worker has waited for it',
    registers,
  });

  const quarantined = new Gauge({
    name: 'postroom_quarantine_deliveries',
    help: `Deliveries in quarantine, up to ${MAX_QUARANTINED_COUNT}`,
    registers,
  });

  return async () => {
    try {
      await foldQueueChanges(pool);
      const all = await queueDepth(pool);
      const ready = await dueDepth(pool);
      deliveries.set({ kind: 'local' }, all.local);
      deliveries.set({ kind: 'remote' }, all.remote);
      oldest.set(all.oldestSeconds);
      due.set({ kind: 'local' }, ready.local);
      due.set({ kind: 'remote' }, ready.remote);
      overdue.set(ready.overdueSeconds);
      quarantined.set(await quarantineDepth(pool));
    } catch (error) {
      // Old values would look like a queue that makes no progress.
      for (const kind of ['local', 'remote']) for (const gauge of [deliveries, due]) gauge.set({ kind }, Number.NaN);
      for (const gauge of [oldest, overdue, quarantined]) gauge.set(Number.NaN);
      throw error;
    }
  };
}
