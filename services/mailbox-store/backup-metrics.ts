import { lastBackup } from '@postroom/backup';
import type { Pool } from '@postroom/database';
import { Gauge, type Metrics } from '@postroom/service';

/** Makes the metric of the last backup. Every mailbox-store reports the same value: take max(). Returns the function that measures it. */
export function createBackupMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const taken = new Gauge({
    name: 'postroom_backup_taken_timestamp_seconds',
    help: 'Time of the data in the last backup; 0 before the first',
    registers: [metrics],
  });
  taken.set(Number.NaN);
  return async () => taken.set(((await lastBackup(pool))?.takenAt.getTime() ?? 0) / 1000);
}
