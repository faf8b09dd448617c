import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { TlsStore } from './tls-store.ts';

/** A TLS handshake that failed, timed out or was cut off. The peer causes it: worth a debug line, never an alarm. */
export class HandshakeError extends Error {
  override readonly name = 'HandshakeError';
}

/** Puts the server side of TLS onto a connected socket. The handshake runs as bytes arrive. */
export function wrapServerTls(socket: Socket, store: TlsStore): TLSSocket {
  const { shelf } = store;
  return new TLSSocket(socket, {
    isServer: true,
    requestCert: store.asksClients,
    rejectUnauthorized: false,
    secureContext: shelf.contextFor(),
    SNICallback: (servername, callback) => callback(null, shelf.contextFor(servername)),
  });
}

/** Resolves when the handshake is done; destroys the socket and rejects with HandshakeError when it fails or takes too long. */
export function finishHandshake(socket: TLSSocket, timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let cause: unknown;
  const fail = (error: unknown) => {
    cause ??= error;
    socket.destroy();
  };
  const timer = setTimeout(() => fail(new Error('timed out')), timeoutMs);
  // Unless a tls.Server made it, a server-side socket reports handshake failures by this event only.
  socket.once('_tlsError', fail);
  socket.once('error', fail);
  const closed = () => reject(new HandshakeError('TLS handshake failed', { cause: cause ?? new Error('closed') }));
  socket.once('close', closed);
  socket.once('secure', () => {
    socket.off('close', closed);
    resolve();
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.off('error', fail);
    socket.off('_tlsError', fail);
  });
}
