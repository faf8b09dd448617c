import { createHash, X509Certificate } from 'node:crypto';
import type { DnsResolver, TlsaRecord } from '@postroom/dns';
import type { TlsOptions, TrustAnchors } from '@postroom/smtp-client';

/** RFC 7672 3.1.1 DANE-EE: the record is of the server's own certificate or key. */
const DANE_EE = 3;
/** 3.1.2 DANE-TA: of an authority. */
const DANE_TA = 2;

/** The TLSA records of a server that DNSSEC vouches for. */
export interface Dane {
  readonly type: 'tlsa';
  /** Those that we can check. */
  readonly records: readonly TlsaRecord[];
  /** Where they were found: a name of the server, too (RFC 7672 3.2.3). */
  readonly base: string;
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
    return { type: 'tlsa', records: found.records.filter(isUsable), base };
  }
  return null;
}

/** RFC 7672 2.2: one that we know how to check. */
function isUsable({ usage, selector, matchingType }: TlsaRecord): boolean {
  return (usage === DANE_EE || usage === DANE_TA) && selector <= 1 && matchingType <= 2;
}

/**
 * How the certificate of a server is told: it is one that a record is of, whatever its names and dates (RFC 7671 5.1), or its chain leads
 * up to an authority that a record is of, and it has a name of the server (5.2).
 * @param domain of the recipients, which its certificate may be for (RFC 7672 3.2.3)
 */
export function toldBy(dane: Dane, domain: string): Pick<TlsOptions, 'isPinned' | 'anchors'> {
  const [ee, ta] = [own(dane), authorities(dane)];
  const anchors: TrustAnchors = {
    known: ta.flatMap(certificateIn),
    isOne: (certificate) => ta.some((record) => isOf(certificate, record)),
    names: [dane.base, domain],
  };
  return {
    ...(ee.length > 0 && { isPinned: (certificate) => ee.some((record) => isOf(certificate, record)) }),
    ...(ta.length > 0 && { anchors }),
  };
}

/** Records of the server's own certificate. */
export function own({ records }: Pick<Dane, 'records'>): TlsaRecord[] {
  return records.filter(({ usage }) => usage === DANE_EE);
}

/** Of authorities. */
export function authorities({ records }: Pick<Dane, 'records'>): TlsaRecord[] {
  return records.filter(({ usage }) => usage === DANE_TA);
}

/** The whole certificate, where a record has that: the server need not show it (RFC 7671 5.2.1). */
function certificateIn({ selector, matchingType, data }: TlsaRecord): string[] {
  if (selector !== 0 || matchingType !== 0) return [];
  try {
    return [String(new X509Certificate(data))];
  } catch {
    return [];
  }
}

/**
 * Tells the certificate of a server by its TLSA records, where DNSSEC vouches for them (RFC 7672 2.2); undefined where there are
 * none of the server's own. Its names and dates do not matter then (3.1.1). Records of authorities (DANE-TA) are not looked at: their
 * servers have to have a certificate that we trust.
 */
export async function pinnedBy(
  resolver: Pick<DnsResolver, 'tlsa'>,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<TlsOptions['isPinned']> {
  const found = await resolver.tlsa(`_${port}._tcp.${name}`);
  if (found.kind !== 'found' || !found.isAuthentic) return undefined;
  const records = found.records.filter((record) => record.usage === DANE_EE && isUsable(record));
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
