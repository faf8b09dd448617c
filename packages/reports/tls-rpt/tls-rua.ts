import { tagOf } from '../dmarc/rua.ts';

/** RFC 3986 2: addresses are ASCII; others are nobody's, and some cannot be stored. */
const RUA = /^[\x20-\x7e]{1,1000}$/;

/** URLs of one record that get reports. */
const MAX_URLS = 3;

/** Where a domain wants reports on TLS, by the TXT records of `_smtp._tls` (RFC 8460 3); undefined: it does not, or says so twice. */
export function tlsReportRua(records: readonly string[]): string | undefined {
  const [record, ...others] = records.filter((text) => /^v=TLSRPTv1[ \t]*;/.test(text));
  if (record === undefined || others.length > 0) return undefined;
  const rua = tagOf(record, 'rua');
  return RUA.test(rua) ? rua : undefined;
}

/** The https URLs of a rua, the first ones; `reportAddresses` has those of mail. */
export function reportUrls(rua: string): string[] {
  const urls = rua.split(',').map((uri) => uri.trim());
  return [...new Set(urls.filter((uri) => /^https:\/\//i.test(uri)))].slice(0, MAX_URLS);
}
