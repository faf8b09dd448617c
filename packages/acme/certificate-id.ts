import type { X509Certificate } from 'node:crypto';

/** The OBJECT IDENTIFIER authorityKeyIdentifier in DER (RFC 5280 4.2.1.1). */
const AUTHORITY_KEY = Buffer.from('0603551d23', 'hex');
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const KEY_IDENTIFIER = 0x80;

/** Returns the id of a certificate for its authority (RFC 9773 4.1). Null when the certificate does not identify the authority's key. */
export function certificateId({ raw, serialNumber }: Pick<X509Certificate, 'raw' | 'serialNumber'>): string | null {
  const at = raw.indexOf(AUTHORITY_KEY);
  const inner = at < 0 ? null : contentOf(raw.subarray(at + AUTHORITY_KEY.length), OCTET_STRING);
  const fields = inner && contentOf(inner, SEQUENCE);
  const key = fields && contentOf(fields, KEY_IDENTIFIER);
  if (!key) return null;
  const serial = Buffer.from(serialNumber.padStart(serialNumber.length + (serialNumber.length % 2), '0'), 'hex');
  // A serial number is a positive INTEGER.
  const positive = (serial[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), serial]) : serial;
  return `${key.toString('base64url')}.${positive.toString('base64url')}`;
}

/** Returns the content of a DER value with this tag and a short length; null for others. */
function contentOf(der: Buffer, tag: number): Buffer | null {
  const size = der[1] ?? 0x80;
  return der[0] === tag && size < 0x80 && der.length >= 2 + size ? der.subarray(2, 2 + size) : null;
}
