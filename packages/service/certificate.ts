import { TlsStore, type TlsStoreOptions } from '@postroom/net';
import type { Logger } from './logger.ts';
import { Gauge, type Metrics } from './metrics.ts';

export interface CertificateOptions {
  /** The service that uses the certificates. */
  readonly service: string;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Certificates in the database. */
  readonly kept?: TlsStoreOptions['kept'];
}

/** How often the database is read. */
const KEPT_POLL_MS = 10_000;

/** The settings that name certificates. */
export interface CertificateConfig {
  readonly MAIL_HOSTNAME: string;
  readonly TLS_CERT_FILE?: string;
  readonly TLS_KEY_FILE?: string;
  readonly TLS_CERT_DIR?: string;
  readonly TLS_CLIENT_CA_FILE?: string;
  readonly TLS_TICKET_SECRET?: string;
}

/**
 * Opens the certificates that the settings name, follows their renewal, and publishes the first expiry as a metric; undefined when
 * they name none. Throws when they cannot be used.
 */
export async function openCertificate(
  config: CertificateConfig,
  { service, log, metrics, kept }: CertificateOptions,
): Promise<TlsStore | undefined> {
  const { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key, TLS_CERT_DIR: folder, TLS_CLIENT_CA_FILE: clientCa } = config;
  const pairs = certificate && key ? [{ certificate, key }] : [];
  if (pairs.length === 0 && !kept) return undefined;
  const { TLS_TICKET_SECRET: secret } = config;
  const store = await TlsStore.open({
    tickets: secret === undefined ? undefined : { secret, service },
    pairs,
    folder,
    clientCa,
    kept,
    hostname: config.MAIL_HOSTNAME,
    pollMs: kept && KEPT_POLL_MS,
    onReload(pairs) {
      for (const { from, names, leaf } of pairs)
        log.info({ from, names, until: leaf.validToDate }, 'certificate reloaded');
    },
    onError: (err) => log.error({ err }, 'a new certificate cannot be used; the old one stays in use'),
  });
  new Gauge({
    name: 'postroom_certificate_end_timestamp_seconds',
    help: 'When the first of the certificates in use expires',
    registers: [metrics],
    collect() {
      this.set(store.validTo.getTime() / 1000);
    },
  });
  return store;
}
