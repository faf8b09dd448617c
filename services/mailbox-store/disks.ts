import { statfs } from 'node:fs/promises';
import { Gauge, type Metrics } from '@postroom/service';

/**
 * How full the file systems of these folders are, looked at when it is asked for. A folder that is not there has no figures,
 * which its alert tells.
 */
export function createDiskMetrics(metrics: Metrics, folders: readonly string[]): void {
  const registers = [metrics];
  const labelNames = ['path'];
  const size = new Gauge({
    name: 'postroom_disk_size_bytes',
    help: 'Size of the file system of a folder of DISK_PATHS',
    labelNames,
    registers,
  });
  new Gauge({
    name: 'postroom_disk_free_bytes',
    help: 'What is free there for us',
    labelNames,
    registers,
    async collect() {
      for (const path of folders) {
        const found = await statfs(path).catch(() => undefined);
        size.set({ path }, found ? found.blocks * found.bsize : Number.NaN);
        this.set({ path }, found ? found.bavail * found.bsize : Number.NaN);
      }
    },
  });
}
