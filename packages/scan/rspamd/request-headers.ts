import type { Envelope } from '../message.ts';

/** The most octets of recipients: rspamd silently drops a request with a header above 80 KiB, and 1,000 recipients tell it enough. */
const MAX_RECIPIENT_BYTES = 48 * 1024;
const MAX_VALUE = 512;

/**
 * Returns the HTTP header fields that describe the envelope to rspamd (rspamd: Protocol, HTTP headers). UTF-8 is sent as octets;
 * characters that could end a line are removed.
 */
export function requestHeaders(envelope: Envelope, password: string): Record<string, string | string[]> {
  const { tls } = envelope;
  const fields: Record<string, string | undefined> = {
    'Queue-Id': envelope.id,
    IP: envelope.clientAddress,
    Helo: envelope.clientName,
    From: `<${envelope.reversePath}>`,
    User: envelope.user,
    'MTA-Name': envelope.hostname,
    'TLS-Version': tls?.version,
    'TLS-Cipher': tls?.cipher,
    Password: password,
  };
  const given = Object.entries(fields).flatMap(([name, value]) => (value ? [[name, headerValue(value)] as const] : []));
  return { ...Object.fromEntries(given), Rcpt: recipients(envelope.recipients) };
}

function recipients(addresses: readonly string[]): string[] {
  const values: string[] = [];
  let bytes = 0;
  for (const address of addresses) {
    const value = headerValue(`<${address}>`);
    bytes += 'Rcpt: \r\n'.length + value.length;
    if (bytes > MAX_RECIPIENT_BYTES) break;
    values.push(value);
  }
  return values;
}

/** Returns text as octets, because Node writes each character of a header value as one octet. */
function headerValue(text: string): string {
  const octets = Buffer.from(text, 'utf8').subarray(0, MAX_VALUE).toString('latin1');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return octets.replace(/[\x00-\x1f\x7f]/g, '');
}
