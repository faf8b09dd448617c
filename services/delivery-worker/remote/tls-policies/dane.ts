import { createHash, X509Certificate } from 'node:crypto';
import type { DnsResolver, TlsaRecord } from '@postroom/dns';
import type { TlsOptions, TrustAnchors } from '@postroom/smtp-client';

/** RFC 7672 3.1.1 DANE-EE: the record is for the server's own certificate or key. */
const DANE_EE = 3;
/** RFC 7672 3.1.2 DANE-TA: the record is for an authority. */
const DANE_TA = 2;

/** The TLSA records of a server, confirmed by DNSSEC. */
export interface Dane {
  readonly type: 'tlsa';
  /** The records that we can check. */
  readonly records: readonly TlsaRecord[];
  /** The name at which they were found; it is valid as a name of the server, too (RFC 7672 3.2.3). */
  readonly base: string;
}

/**
 * Returns the TLSA records of a server whose name DNSSEC confirms; null if there are none, or DNSSEC does not confirm its addresses
 * (RFC 7672 2.2.2); `unknown` if that cannot be found out now (2.1.2), perhaps because somebody forges answers.
 */
export async function daneOf(
  resolver: Pick<DnsResolver, 'a' | 'aaaa' | 'tlsa'>,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<Dane | 'unknown' | null> {
  const addresses = await Promise.all([resolver.a(name), resolver.aaaa(name)]);
  const canonical = addresses.find((found) => found.kind === 'found' && found.isAuthentic);
  if (canonical?.kind !== 'found') return addresses.some(({ kind }) => kind === 'temporary-failure') ? 'unknown' : null;
  // RFC 7672 2.2.3: look at the name that an alias leads to, then at the alias.
  for (const base of new Set([canonical.name, name])) {
    const found = await resolver.tlsa(`_${port}._tcp.${base}`);
    if (found.kind === 'temporary-failure') return 'unknown';
    if (found.kind !== 'found' || !found.isAuthentic) continue;
    return { type: 'tlsa', records: found.records.filter(isUsable), base };
  }
  return null;
}

/** Whether we know how to check a record (RFC 7672 2.2). */
function isUsable({ usage, selector, matchingType }: TlsaRecord): boolean {
  return (usage === DANE_EE || usage === DANE_TA) && selector <= 1 && matchingType <= 2;
}

/**
 * Returns how to recognise the server's certificate: it matches a record, whatever its names and dates (RFC 7671 5.1), or its chain leads to
 * an authority that matches a record, and it has one of the server's names (5.2).
 * @param domain the recipients' domain, whose name is also valid in the certificate (RFC 7672 3.2.3)
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

/** Returns the records for the server's own certificate. */
export function own({ records }: Pick<Dane, 'records'>): TlsaRecord[] {
  return records.filter(({ usage }) => usage === DANE_EE);
}

/** Returns the records for authorities. */
export function authorities({ records }: Pick<Dane, 'records'>): TlsaRecord[] {
  return records.filter(({ usage }) => usage === DANE_TA);
}

/** Returns the certificate that a record contains whole, so that the server need not send it (RFC 7671 5.2.1). */
function certificateIn({ selector, matchingType, data }: TlsaRecord): string[] {
  if (selector !== 0 || matchingType !== 0) return [];
  try {
    return [String(new X509Certificate(data))];
  } catch {
    return [];
  }
}

/**
 * Returns a function that recognises the server's certificate by TLSA records confirmed by DNSSEC (RFC 7672 2.2), whatever its names and
 * dates (3.1.1); undefined if there are none for its own certificate. Records for authorities (DANE-TA) are ignored: servers with only
 * those need a certificate that we trust.
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

/** Whether a record that we can check matches a certificate (RFC 6698 2.1.2, 2.1.3). */
export function isOf(certificate: X509Certificate, { selector, matchingType, data }: TlsaRecord): boolean {
  const octets = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (matchingType === 0) return octets.equals(data);
  return createHash(matchingType === 1 ? 'sha256' : 'sha512')
    .update(octets)
    .digest()
    .equals(data);
}
