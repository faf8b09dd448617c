import { tagOf } from '../dmarc/rua.ts';

/** RFC 3986 2: URIs are ASCII; others are ignored, since some cannot be stored. */
const RUA = /^[\x20-\x7e]{1,1000}$/;

/** The most URLs of one record that get reports. */
const MAX_URLS = 3;

/** Returns the rua of a domain for TLS reports, from the TXT records of `_smtp._tls` (RFC 8460 3); undefined unless there is exactly one. */
export function tlsReportRua(records: readonly string[]): string | undefined {
  const [record, ...others] = records.filter((text) => /^v=TLSRPTv1[ \t]*;/.test(text));
  if (record === undefined || others.length > 0) return undefined;
  const rua = tagOf(record, 'rua');
  return RUA.test(rua) ? rua : undefined;
}

/** Returns the first https URLs of a rua; `reportAddresses` returns its mail addresses. */
export function reportUrls(rua: string): string[] {
  const urls = rua.split(',').map((uri) => uri.trim());
  return [...new Set(urls.filter((uri) => /^https:\/\//i.test(uri)))].slice(0, MAX_URLS);
}
