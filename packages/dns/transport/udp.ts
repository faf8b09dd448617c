import type { Server } from '../servers/parse.ts';
import { matchResponse, type Query } from '../wire/index.ts';
import type { UdpSockets } from './udp-sockets.ts';

/** `doubtful`: a suspicious answer arrived, so ask over TCP, where nobody can forge from afar. */
export type UdpResult = Buffer | 'time-out' | 'unreachable' | 'doubtful';

// An attacker who guesses ids sends many packets; one or two may be late answers to other questions.
const MAX_STRANGE = 8;

/**
 * Asks over UDP, from a port that no other question uses at the same time. The kernel drops packets from other
 * addresses, and reports when nobody listens there.
 */
export async function askUdp(sockets: UdpSockets, server: Server, query: Query, timeoutMs: number): Promise<UdpResult> {
  const lent = await sockets.take(server).catch(() => undefined);
  if (lent === undefined) return 'unreachable';
  const { socket } = lent;
  const result = await new Promise<UdpResult>((resolve) => {
    let strange = 0;
    let isOver = false;
    // Reads what has arrived before it gives up, since this process may have been busy longer than the server.
    const timer = setTimeout(() => setImmediate(end, 'time-out'), timeoutMs);
    function end(result: UdpResult): void {
      // The socket may serve another question already.
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
