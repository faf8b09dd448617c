import type { TLSSocket } from 'node:tls';

/** Addresses of one certificate that are read; with more of them it is none of a person. */
const MAX_ADDRESSES = 20;
/** One name as Node writes it (RFC 5280 4.2.1.6): what could be taken for more than one is in quotes. */
const NAME = /([^:,"]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/y;

/**
 * The mail addresses (rfc822Name) of the certificate that the client has shown in the handshake, where a CA of ours stands for it and it
 * has not ended. None: it has shown no such certificate. Whether it was asked for one is the TLS store's business.
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

/** Sockets that no tls.Server made are not told what became of the chain, but their handle knows. */
function verifyError(socket: TLSSocket): unknown {
  const { _handle: handle } = socket as unknown as { _handle?: { verifyError(): unknown } };
  return handle ? handle.verifyError() : new Error('closed');
}
