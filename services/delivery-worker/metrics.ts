import { Counter, Histogram, type Metrics } from '@postroom/service';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

export function createWorkerMetrics(metrics: Metrics) {
  const registers = [metrics];
  return {
    delivered: new Counter({
      name: 'postroom_deliveries_delivered_total',
      help: 'Deliveries filed into a mailbox',
      registers,
    }),
    relayed: new Counter({
      name: 'postroom_deliveries_relayed_total',
      help: 'Deliveries another server took',
      registers,
    }),
    deferred: new Counter({
      name: 'postroom_deliveries_deferred_total',
      help: 'Attempts that failed for now',
      registers,
    }),
    bounced: new Counter({
      name: 'postroom_deliveries_failed_total',
      help: 'Deliveries given up',
      registers,
    }),
    deliverySeconds: new Histogram({
      name: 'postroom_delivery_seconds',
      help: 'From acceptance to the mailbox or the next server',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600],
      registers,
    }),
  };
}
