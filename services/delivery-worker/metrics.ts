import { BoundedLabel, Counter, Histogram, type Metrics } from '@postroom/service';

/** The number of destinations with metrics of their own; it suffices for the big providers and an installation's regular partners. */
const DESTINATIONS = { places: 50, threshold: 3 };

export interface WorkerMetrics {
  filed(seconds: number): void;
  /** Counts the results of the statistical filter: junk, clean, or unknown. */
  filtered(result: string): void;
  /** The duration of the filter, recorded for each of the mails that were checked together. */
  filterTook(seconds: number): void;
  relayed(destination: string, seconds: number): void;
  /** `status` is the RFC 3463 code; `destination` is null for a mailbox here. */
  deferred(status: string, destination: string | null): void;
  failed(status: string, destination: string | null): void;
}

export function createWorkerMetrics(metrics: Metrics): WorkerMetrics {
  const registers = [metrics];
  const label = new BoundedLabel(DESTINATIONS);
  const labelNames = ['class', 'destination'];
  const delivered = new Counter({
    name: 'postroom_deliveries_delivered_total',
    help: 'Deliveries filed into a mailbox',
    registers,
  });
  const filtered = new Counter({
    name: 'postroom_filter_mails_total',
    help: 'Messages from other servers, by verdict of the statistical filter: junk, clean, unknown (not enough learned)',
    labelNames: ['result'],
    registers,
  });
  const filterTook = new Histogram({
    name: 'postroom_filter_seconds',
    help: 'Seconds that the statistical filter took for a message',
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 1],
    registers,
  });
  const relayed = new Counter({
    name: 'postroom_deliveries_relayed_total',
    help: 'Deliveries that another server accepted, by destination',
    labelNames: ['destination'],
    registers,
  });
  const deferred = new Counter({
    name: 'postroom_deliveries_deferred_total',
    help: 'Attempts with a temporary failure, by class and destination',
    labelNames,
    registers,
  });
  const failed = new Counter({
    name: 'postroom_deliveries_failed_total',
    help: 'Deliveries that failed and were returned to the sender, by class and destination',
    labelNames,
    registers,
  });
  const seconds = new Histogram({
    name: 'postroom_delivery_seconds',
    help: 'Seconds from acceptance to the mailbox (local) or to the next server (remote)',
    labelNames: ['kind'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3600],
    registers,
  });
  const labels = (status: string, destination: string | null) => ({
    class: classOf(status),
    destination: destination === null ? 'local' : label.of(destination),
  });

  return {
    filtered: (result) => filtered.inc({ result }),
    filterTook: (took) => filterTook.observe(took),
    filed(took) {
      delivered.inc();
      seconds.observe({ kind: 'local' }, took);
    },
    relayed(destination, took) {
      relayed.inc({ destination: label.of(destination) });
      seconds.observe({ kind: 'remote' }, took);
    },
    deferred: (status, destination) => deferred.inc(labels(status, destination)),
    failed: (status, destination) => failed.inc(labels(status, destination)),
  };
}

const SUBJECTS = ['other', 'address', 'mailbox', 'system', 'network', 'protocol', 'content', 'policy'];

/** Returns the class of a status: its second number (RFC 3463 4). 4.4.7, the end of the retry schedule, is `expired`. */
function classOf(status: string): string {
  if (status === '4.4.7' || status === '5.4.7') return 'expired';
  return SUBJECTS[Number(status.split('.')[1])] ?? 'other';
}
