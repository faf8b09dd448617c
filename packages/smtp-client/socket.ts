import { connect, type Socket } from 'node:net';
import { connectionFailure, LineSilent } from './failure.ts';

export interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly localAddress?: string;
}

/** Opens a TCP connection. Throws an SmtpFailure of stage `connect`. */
export async function openSocket(options: SocketOptions, timeout: number, signal?: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({ ...options, noDelay: true });
  const aborted = () => reject(new Error('stopped'));
  const timer = setTimeout(() => reject(new LineSilent('connection timed out')), timeout);
  socket.once('connect', resolve).once('error', reject);
  signal?.addEventListener('abort', aborted, { once: true });
  if (signal?.aborted) aborted();
  try {
    await promise;
    socket.off('error', reject);
    return socket;
  } catch (error) {
    socket.destroy();
    throw connectionFailure('connect', error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  }
}
