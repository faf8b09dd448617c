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
    help: 'Waiting deliveries: local to mailboxes here, remote to other domains',
    labelNames: ['kind'],
    registers,
  });
  const oldest = new Gauge({
    name: 'postroom_queue_oldest_seconds',
    help: 'Seconds since the oldest waiting message was accepted',
    registers,
  });
  const due = new Gauge({
    name: 'postroom_queue_due_deliveries',
    help: `Deliveries that are due and wait for a worker, counted up to ${MAX_DUE_COUNT} of a kind`,
    labelNames: ['kind'],
    registers,
  });
  const overdue = new Gauge({
    name: 'postroom_queue_overdue_seconds',
    help: 'Seconds for which the oldest due delivery has been waiting for a worker',
    registers,
  });

  const quarantined = new Gauge({
    name: 'postroom_quarantine_deliveries',
    help: `Deliveries in quarantine, counted up to ${MAX_QUARANTINED_COUNT}`,
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
