import { createHash, type X509Certificate } from 'node:crypto';
import type { DnsResolver, TlsaRecord } from '@postroom/dns';

/** RFC 7672 3.1.1 DANE-EE: the record is of the server's own certificate or key. */
export const DANE_EE = 3;

/**
 * Tells the certificate of a server by its TLSA records, where DNSSEC vouches for them (RFC 7672 2.2); undefined where there are
 * none of the server's own. Its names and dates do not matter then (3.1.1). Records of authorities (DANE-TA) are not looked at: their
 * servers have to have a certificate that we trust.
 */
export async function pinnedBy(
  resolver: Pick<DnsResolver, 'tlsa'>,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<((certificate: X509Certificate) => boolean) | undefined> {
  const found = await resolver.tlsa(`_${port}._tcp.${name}`);
  if (found.kind !== 'found' || !found.isAuthentic) return undefined;
  const records = found.records.filter(({ usage }) => usage === DANE_EE);
  return records.length > 0 ? (certificate) => records.some((record) => isOf(certificate, record)) : undefined;
}

/** Whether a record is of a certificate, RFC 6698 2.1.2, 2.1.3. */
export function isOf(certificate: X509Certificate, { selector, matchingType, data }: TlsaRecord): boolean {
  if (selector > 1 || matchingType > 2) return false;
  const octets = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return octets.equals(data);
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(octets)
    .digest()
    .equals(data);
}
