import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';

const FIELDS = new FieldNames(['content-type', 'subject', 'tls-report-domain']);

/**
 * Returns whether a header announces a report about a domain: by its subject (RFC 9990 3.5.2, RFC 8460 5.3), its type or
 * TLS-Report-Domain. Cheap, but no proof, since some senders follow none of these rules.
 */
export function announcesAggregate(header: Buffer): boolean {
  return parseHeader(header, FIELDS).some((field) => {
    if (field.name === 'tls-report-domain') return true;
    const value = fieldValue(header, field).replace(/\s+/g, ' ').trim();
    if (field.name === 'subject') return /^report domain: ?\S+ submitter:/i.test(value.slice(0, 400));
    return /^(?:multipart\/report\b.{0,400}\breport-type="?tlsrpt\b|application\/tlsrpt\+)/i.test(value);
  });
}
