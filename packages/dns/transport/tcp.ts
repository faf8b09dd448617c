import { connect } from 'node:net';
import type { Server } from '../servers/parse.ts';
import { MAX_ANSWER_BYTES, matchResponse, type Query } from '../wire/index.ts';

export type TcpResult = Buffer | 'time-out' | 'unreachable' | 'malformed' | 'too-large';

/** Asks over TCP (RFC 7766), where two octets of length precede each message (RFC 1035 4.2.2). */
export function askTcp(server: Server, query: Query, timeoutMs: number): Promise<TcpResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    const end = (result: TcpResult): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    // Reads what has arrived before it gives up, since this process may have been busy longer than the server.
    const timer = setTimeout(() => setImmediate(end, 'time-out'), timeoutMs);
    const read = Buffer.allocUnsafe(2 + MAX_ANSWER_BYTES);
    let octets = 0;
    socket.on('error', () => end('unreachable'));
    socket.on('close', () => end(octets === 0 ? 'unreachable' : 'malformed'));
    socket.on('data', (chunk) => {
      octets += chunk.copy(read, octets);
      if (octets < 2) return;
      const length = read.readUInt16BE(0);
      if (length > MAX_ANSWER_BYTES) return end('too-large');
      if (octets < 2 + length) return;
      const packet = read.subarray(2, 2 + length);
      end(matchResponse(packet, query) === 'not-ours' ? 'malformed' : packet);
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.packet.length);
    socket.write(Buffer.concat([length, query.packet]));
  });
}
