import type { TLSSocket } from 'node:tls';

/** The most addresses of one certificate; one with more does not belong to a person. */
const MAX_ADDRESSES = 20;
/** One name in Node's format (RFC 5280 4.2.1.6): ambiguous values are in quotes. */
const NAME = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;

/**
 * Returns the mail addresses (rfc822Name) of the certificate that the client showed in the handshake, if one of our CAs signed it and it
 * has not expired; [] otherwise. The TLS store decides whether clients are asked for certificates.
 */
export function certifiedAddresses(socket: TLSSocket, now: Date): string[] {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate || verifyError(socket) || certificate.validToDate <= now) return [];
  const names: string[] = [];
  const text = certificate.subjectAltName ?? '';
  for (NAME.lastIndex = 0; NAME.lastIndex < text.length; ) {
    const [, kind, value] = NAME.exec(text) ?? [];
    if (kind === undefined || value === undefined) return [];
    if (kind === 'email' && !value.startsWith('"')) names.push(value);
  }
  return names.length <= MAX_ADDRESSES ? names : [];
}

/** Reads the result from the socket's handle, because Node reports it only on sockets that a tls.Server made. */
function verifyError(socket: TLSSocket): unknown {
  const { _handle: handle } = socket as unknown as { _handle?: { verifyError(): unknown } };
  return handle ? handle.verifyError() : new Error('closed');
}
