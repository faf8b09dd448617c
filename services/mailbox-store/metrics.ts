import type { Pool } from '@postroom/database';
import { Gauge, type Metrics } from '@postroom/service';
import { queueDepth } from '@postroom/transit';

/**
 * Figures of the queue, which Postgres knows and no single worker does. Every mailbox-store says the same: take max() of
 * them, not sum(). Answers what measures them; the caller does so now and then, since it reads the whole queue.
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

  function show(local: number, remote: number, oldestSeconds: number): void {
    deliveries.set({ kind: 'local' }, local);
    deliveries.set({ kind: 'remote' }, remote);
    oldest.set(oldestSeconds);
  }

  return async () => {
    try {
      const depth = await queueDepth(pool);
      show(depth.local, depth.remote, depth.oldestSeconds);
    } catch (error) {
      // The last known figures would look like a queue that stands still.
      show(Number.NaN, Number.NaN, Number.NaN);
      throw error;
    }
  };
}
