import type { Producer } from '@postroom/queue';
import type { Logger } from '@postroom/service';
import type { Reported } from './write-report.ts';

/** Tells the queue of committed reports. If that fails, the sweeper finds them. */
export async function announceReports(
  { producer, log }: { producer: Pick<Producer, 'file' | 'relay'>; log: Pick<Logger, 'warn'> },
  reports: readonly Reported[],
): Promise<void> {
  const deliveryIds = reports.flatMap((report) => report.deliveryIds);
  const destinations = reports.flatMap((report) => report.destinations);
  try {
    if (deliveryIds.length > 0) await producer.file(deliveryIds);
    if (destinations.length > 0) await producer.relay(destinations);
  } catch (error) {
    log.warn({ err: error }, 'a report is queued late: Redis could not be notified');
  }
}
