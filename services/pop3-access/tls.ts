import { TlsStore } from '@postroom/net';
import type { SessionLog } from './session/session.ts';

/** The certificate the settings name, followed when it is renewed; undefined when they name none. */
export async function openTls(
  config: { TLS_CERT_FILE?: string; TLS_KEY_FILE?: string },
  log: SessionLog,
): Promise<TlsStore | undefined> {
  const { TLS_CERT_FILE: certificate, TLS_KEY_FILE: key } = config;
  if (!certificate || !key) return undefined;
  return TlsStore.open({
    pairs: [{ certificate, key }],
    onReload: () => log.info({ certificate }, 'certificate renewed'),
    onError: (error) => log.error({ err: error, certificate }, 'the new certificate cannot be used, the old one stays'),
  });
}
