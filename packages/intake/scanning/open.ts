import type { BlobStore } from '@postroom/blobs';
import { createScanners, parseHostAndPort } from '@postroom/scan';
import type { Logger, Metrics, Tracer } from '@postroom/service';
import Type, { type Static } from 'typebox';
import { scanningConfig } from './config.ts';
import { createScanMetrics } from './metrics.ts';
import { createScanning, type Scanning } from './scanning.ts';

const schema = Type.Object(scanningConfig);

/** Opens the configured scanners; null when there are none. Throws when an address is not valid. */
export function openScanning(
  config: Static<typeof schema>,
  { store, log, metrics, tracer }: { store: BlobStore; log: Logger; metrics: Metrics; tracer: Tracer },
): Scanning | null {
  const count = createScanMetrics(metrics);
  if (!config.RSPAMD_URL && !config.CLAMD_ADDRESS) return null;
  const scanners = createScanners({
    rspamd: config.RSPAMD_URL ? { url: config.RSPAMD_URL, password: config.RSPAMD_PASSWORD } : null,
    clamd: config.CLAMD_ADDRESS ? parseHostAndPort(config.CLAMD_ADDRESS) : null,
    withinMs: config.SCAN_SECONDS * 1000,
    maxBytes: config.SCAN_MAX_BYTES,
    concurrency: config.SCAN_CONCURRENCY,
  });
  const answers = { onFailure: config.SCAN_FAILURE, onVirus: config.SCAN_VIRUS };
  return createScanning({ store, scanners, ...answers, count, log, tracer });
}
