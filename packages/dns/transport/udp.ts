import type { Server } from '../servers/parse.ts';
import { matchResponse, type Query } from '../wire/index.ts';
import type { UdpSockets } from './udp-sockets.ts';

/** `doubtful`: something answered that should not, so ask where nobody can forge from afar (TCP). */
export type UdpResult = Buffer | 'time-out' | 'unreachable' | 'doubtful';

// Who guesses at ids sends many; one or two may be late answers to others.
const MAX_STRANGE = 8;

/**
 * Asks over UDP, from a port that no other question uses meanwhile. The system lets nothing through that comes from
 * elsewhere, and tells when nobody listens there.
 */
export async function askUdp(sockets: UdpSockets, server: Server, query: Query, timeoutMs: number): Promise<UdpResult> {
  const lent = await sockets.take(server).catch(() => undefined);
  if (lent === undefined) return 'unreachable';
  const { socket } = lent;
  const result = await new Promise<UdpResult>((resolve) => {
    let strange = 0;
    let isOver = false;
    // What has come meanwhile is read first: this process may have been busy for longer than the server.
    const timer = setTimeout(() => setImmediate(end, 'time-out'), timeoutMs);
    function end(result: UdpResult): void {
      // By then the socket may serve another question.
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      socket.removeAllListeners('message');
      resolve(result);
    }
    socket.removeAllListeners('error').on('error', () => end('unreachable'));
    socket.on('message', (packet) => {
      const match = matchResponse(packet, query);
      if (match === 'ours') end(packet);
      else if (match === 'other-case' || ++strange >= MAX_STRANGE) end('doubtful');
    });
    socket.send(query.packet, (error) => error && end('unreachable'));
  });
  sockets.giveBack(server, lent, Buffer.isBuffer(result));
  return result;
}
