import { createBackupMetrics } from '../backup-metrics.ts';
import { createDiskMetrics } from '../disks.ts';
import { createMaintenanceMetrics } from '../maintenance-metrics.ts';
import { createQueueMetrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';
import { createSendingMetrics } from '../sending-metrics.ts';
import { createCertificateMetrics } from './certificates.ts';
import { createDkimMetrics } from './dkim.ts';
import { periodically } from './periodic.ts';

const MEASURE_MS = 15_000;

/** Starts the metrics of what is in the database and on the disks. */
export function startMeasuring({ store: { pool }, config, log, metrics, stack }: Parts): void {
  const every = (what: string, measure: () => Promise<void>): void =>
    void stack.use(periodically(what, MEASURE_MS, measure, log));
  /** The first figures are there at once. */
  const now = (what: string, measure: () => Promise<void>): void => {
    void measure().catch((err: unknown) => log.warn({ err }, `${what} failed`));
    every(what, measure);
  };
  createDiskMetrics(metrics, config.DISK_PATHS.split(/[\s,]+/).filter(Boolean));
  every('counting DKIM keys', createDkimMetrics(metrics, pool));
  every('counting certificates', createCertificateMetrics(metrics, pool));
  every('counting accounts that are held', createSendingMetrics(metrics, pool));
  now('looking for the last backup', createBackupMetrics(metrics, pool));
  now('measuring maintenance', createMaintenanceMetrics(metrics, pool));
  now('measuring the queue', createQueueMetrics(metrics, pool));
}
