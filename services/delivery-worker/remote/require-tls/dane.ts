import { createHash, type X509Certificate } from 'node:crypto';
import type { DnsResolver, TlsaRecord } from '@postroom/dns';

/** RFC 7672 3.1.1 DANE-EE: the record is of the server's own certificate or key. */
const DANE_EE = 3;
/** 3.1.2 DANE-TA: of an authority. */
const DANE_TA = 2;

/** The TLSA records of a server that DNSSEC vouches for. */
export interface Dane {
  readonly type: 'tlsa';
  /** Those that we can check: of its own certificate. */
  readonly records: readonly TlsaRecord[];
  /** There are others, of authorities that may have signed it. */
  readonly namesAuthorities: boolean;
}

/**
 * What the TLSA records say of a server that DNSSEC names as one of its domain's; null where there are none, or DNSSEC does not
 * vouch for its addresses (RFC 7672 2.2.2). Unknown: that cannot be said now (2.1.2).
 */
export async function daneOf(
  resolver: Pick<DnsResolver, 'a' | 'aaaa' | 'tlsa'>,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<Dane | 'unknown' | null> {
  const addresses = await Promise.all([resolver.a(name), resolver.aaaa(name)]);
  const canonical = addresses.find((found) => found.kind === 'found' && found.isAuthentic);
  if (canonical?.kind !== 'found') return null;
  // 2.2.3: of what an alias leads to, else of the alias.
  for (const base of new Set([canonical.name, name])) {
    const found = await resolver.tlsa(`_${port}._tcp.${base}`);
    if (found.kind === 'temporary-failure') return 'unknown';
    if (found.kind !== 'found' || !found.isAuthentic) continue;
    const namesAuthorities = found.records.some(({ usage }) => usage === DANE_TA);
    return { type: 'tlsa', records: found.records.filter(isUsable), namesAuthorities };
  }
  return null;
}

/** RFC 7672 2.2: one that we know how to check. */
function isUsable({ usage, selector, matchingType }: TlsaRecord): boolean {
  return usage === DANE_EE && selector <= 1 && matchingType <= 2;
}

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
  const records = found.records.filter(isUsable);
  return records.length > 0 ? (certificate) => records.some((record) => isOf(certificate, record)) : undefined;
}

/** Whether a record, one that we know how to check, is of a certificate, RFC 6698 2.1.2, 2.1.3. */
export function isOf(certificate: X509Certificate, { selector, matchingType, data }: TlsaRecord): boolean {
  const octets = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return octets.equals(data);
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(octets)
    .digest()
    .equals(data);
}
