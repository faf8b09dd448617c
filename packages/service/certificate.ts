import { TlsStore } from '@postroom/net';
import type { Logger } from './logger.ts';
import { Gauge, type Metrics } from './metrics.ts';

export interface CertificateOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Told of a renewed pair, for servers that hold one of their own. */
  readonly onReload?: (pair: { certificate: Buffer; key: Buffer; clientCa: Buffer | undefined }) => void;
}

/**
 * The certificate that the settings name, followed when it is renewed, with its end among the metrics; undefined when they
 * name none. Throws when it cannot be used.
 */
export async function openCertificate(
  config: { TLS_CERT_FILE?: string; TLS_KEY_FILE?: string; TLS_CLIENT_CA_FILE?: string },
  { log, metrics, onReload }: CertificateOptions,
): Promise<TlsStore | undefined> {
  const { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key, TLS_CLIENT_CA_FILE: clientCa } = config;
  if (!certificate || !key) return undefined;
  const store = await TlsStore.open({
    pairs: [{ certificate, key, clientCa }],
    onReload(_files, pair) {
      log.info({ certificate, until: pair.leaf.validToDate }, 'certificate reloaded');
      onReload?.(pair);
    },
    onError: (err) => log.error({ err, certificate }, 'the new certificate cannot be used, the old one stays'),
  });
  new Gauge({
    name: 'postroom_certificate_end_timestamp_seconds',
    help: 'When the certificate that is served ends',
    registers: [metrics],
    collect() {
      this.set(store.validTo.getTime() / 1000);
    },
  });
  return store;
}
