import { keptCertificates } from '@postroom/acme/kept';
import type { Pool } from '@postroom/database';
import type { TlsStore } from '@postroom/net';
import { type CertificateConfig, openCertificate, type ServiceParts } from '@postroom/service';

/** Opens the certificates of the settings and the ordered ones; undefined when there can be neither. Throws when those of the settings are bad. */
export async function openCertificates(
  { name, config, log, metrics, stack }: ServiceParts<CertificateConfig & { readonly CERTIFICATE_SECRET?: string }>,
  pool: Pool,
): Promise<TlsStore | undefined> {
  const kept = keptCertificates(pool, config.CERTIFICATE_SECRET);
  const store = await openCertificate(config, { service: name, log, metrics, kept });
  return store && stack.use(store);
}
