import type { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { describeError, SmtpFailure } from './failure.ts';

/**
 * `never`: in clear. `opportunistic`: STARTTLS when offered, any certificate (RFC 7435: better than nothing).
 * `required`: STARTTLS or no mail. `implicit`: TLS from the first byte (RFC 8314, submissions).
 */
export type TlsPolicy = 'never' | 'opportunistic' | 'required' | 'implicit';

export interface TlsOptions {
  readonly policy: TlsPolicy;
  /** Check the certificate against the server's name. Opportunistic TLS does not, by default. */
  readonly verify?: boolean;
  readonly ca?: string | readonly string[];
  /** Knows the server's own certificate (DANE); with `verify` one that is trusted does too, otherwise that one alone. */
  readonly isPinned?: (certificate: X509Certificate) => boolean;
}

/** Runs the handshake over a connected socket. Throws an SmtpFailure of stage `starttls`. */
export async function secure(socket: Socket, name: string, tls: TlsOptions, timeout: number): Promise<TLSSocket> {
  const options: ConnectionOptions = { socket, rejectUnauthorized: (tls.verify ?? false) && !tls.isPinned };
  if (isIP(name) === 0) options.servername = name;
  if (tls.ca !== undefined) options.ca = typeof tls.ca === 'string' ? tls.ca : [...tls.ca];
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const upgraded = connectTls(options, () => resolve(upgraded));
  const lost = () => reject(new Error('connection closed during the TLS handshake'));
  const timer = setTimeout(() => reject(new Error('TLS handshake timed out')), timeout);
  upgraded.once('error', reject).once('close', lost);
  // Of a socket that is closed already neither comes.
  if (socket.destroyed) lost();
  try {
    await promise;
    upgraded.off('error', reject).off('close', lost);
    const isTrusted = tls.verify === true && upgraded.authorized;
    if (tls.isPinned && !isTrusted && !isPinned(upgraded, tls.isPinned)) {
      throw new Error(`the certificate is ${tls.verify ? 'neither trusted nor' : 'not'} the one that DNS names`);
    }
    return upgraded;
  } catch (error) {
    // Late errors of a socket that is given up concern nobody, but unheard they would end the process.
    upgraded.on('error', () => {});
    upgraded.destroy();
    socket.destroy();
    throw new SmtpFailure('starttls', 'connection', `TLS failed: ${describeError(error)}`, {
      retryInClear: tls.policy === 'opportunistic',
      isUntrusted: Boolean(upgraded.authorizationError),
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

const certificates = new WeakMap<TLSSocket, X509Certificate | undefined>();

/** The server's own. Node is asked once: the second time it returns the next of the chain. */
export function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  if (!certificates.has(socket)) certificates.set(socket, socket.getPeerX509Certificate());
  return certificates.get(socket);
}

function isPinned(socket: TLSSocket, knows: NonNullable<TlsOptions['isPinned']>): boolean {
  const certificate = certificateOf(socket);
  return certificate !== undefined && knows(certificate);
}
