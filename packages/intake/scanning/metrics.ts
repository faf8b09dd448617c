import { Counter, Histogram, type Metrics } from '@postroom/service';
import type { ScanSummary } from '@postroom/transit';

/** Counts a scanner's answer. */
export type CountScan = (scanner: string, summary: ScanSummary) => void;

export function createScanMetrics(metrics: Metrics): CountScan {
  const registers = [metrics];
  const scans = new Counter({
    name: 'postroom_scans_total',
    help: 'Messages given to a scanner (rspamd, clamd), by result: clean, spam, refused, deferred, virus, skipped, failed',
    labelNames: ['scanner', 'result'],
    registers,
  });
  const took = new Histogram({
    name: 'postroom_scan_seconds',
    help: 'Seconds that a scanner took for a message, with the wait for a free slot',
    labelNames: ['scanner'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  return (scanner, { result, seconds }) => {
    scans.inc({ scanner, result });
    if (result !== 'skipped') took.observe({ scanner }, seconds);
  };
}
