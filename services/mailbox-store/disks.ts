import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { Gauge, type Metrics } from '@postroom/service';

/**
 * Makes the metrics of the file systems of these folders, which are measured when they are scraped. A missing folder has no metrics, which
 * raises its alert.
 */
export function createDiskMetrics(metrics: Metrics, folders: readonly string[]): void {
  const gauge = (name: string, help: string, read: (disk: StatsFs) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['path'],
      registers: [metrics],
      async collect() {
        for (const path of folders) {
          const disk = await statfs(path).catch(() => undefined);
          this.set({ path }, disk ? read(disk) : Number.NaN);
        }
      },
    });
  };
  gauge(
    'postroom_disk_size_bytes',
    'Size of the file system of a folder in DISK_PATHS',
    ({ blocks, bsize }) => blocks * bsize,
  );
  gauge(
    'postroom_disk_free_bytes',
    'Free space for Postroom on that file system',
    ({ bavail, bsize }) => bavail * bsize,
  );
}
