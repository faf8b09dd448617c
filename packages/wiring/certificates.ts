import { keptCertificates } from '@postroom/acme/kept';
import type { Pool } from '@postroom/database';
import type { TlsStore } from '@postroom/net';
import { type CertificateConfig, openCertificate, type ServiceParts } from '@postroom/service';

/** The certificates of the settings and those that were ordered; undefined where neither can be. Throws when the former cannot be used. */
export async function openCertificates(
  { name, config, log, metrics, stack }: ServiceParts<CertificateConfig & { readonly CERTIFICATE_SECRET?: string }>,
  pool: Pool,
): Promise<TlsStore | undefined> {
  const kept = keptCertificates(pool, config.CERTIFICATE_SECRET);
  const store = await openCertificate(config, { service: name, log, metrics, kept });
  return store && stack.use(store);
}
