import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Server } from '../servers/parse.ts';
import { matchResponse, type Query } from '../wire/index.ts';

/** `doubtful`: something answered that should not, so ask where nobody can forge from afar (TCP). */
export type UdpResult = Buffer | 'time-out' | 'unreachable' | 'doubtful';

// Who guesses at ids sends many; one or two may be late answers to others.
const MAX_STRANGE = 8;

/**
 * Asks over UDP. Each question has a socket, and so a port, of its own (RFC 5452 9.2), connected: the system lets nothing
 * through that comes from elsewhere, and tells when nobody listens there.
 */
export function askUdp(server: Server, query: Query, timeoutMs: number): Promise<UdpResult> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address.split('%')[0] ?? '') ? 'udp6' : 'udp4');
    let isOver = false;
    let strange = 0;
    const end = (result: UdpResult): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    // What has come meanwhile is read first: this process may have been busy for longer than the server.
    const timer = setTimeout(() => setImmediate(end, 'time-out'), timeoutMs);
    socket.on('error', () => end('unreachable'));
    socket.on('message', (packet) => {
      const match = matchResponse(packet, query);
      if (match === 'ours') end(packet);
      else if (match === 'other-case' || ++strange >= MAX_STRANGE) end('doubtful');
    });
    socket.connect(server.port, server.address, () => {
      if (!isOver) socket.send(query.packet, (error) => error && end('unreachable'));
    });
  });
}
