import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerFrom } from './dns-answers.ts';
import { readQuestion, writeResponse } from './dns-message.ts';
import type { Zone } from './zone.ts';

export type Transport = 'udp' | 'tcp';

/**
 * Returns any number of messages to send instead of the honest one; undefined sends that.
 */
export type Tamper = (honest: Buffer, query: Buffer, transport: Transport) => readonly Buffer[] | undefined;

export interface DnsServer extends AsyncDisposable {
  /** The server's address for a resolver: `127.0.0.1:5353`. */
  readonly address: string;
  /** All names of this internet; assign another zone to change it while the server runs. */
  zone: Zone;
  tamper: Tamper | undefined;
  /** Every question asked, as `MX example.test`, in order. */
  readonly questions: string[];
  /** The transport, source port and octets of each question. */
  readonly received: { readonly transport: Transport; readonly port: number; readonly query: Buffer }[];
}

/** Starts a DNS server for a zone over UDP and TCP on a loopback port. */
export async function startDns(zone: Zone, { host = '127.0.0.1', port = 0 } = {}): Promise<DnsServer> {
  const { tcp, udp, bound } = await listen(host, port);
  const stop = new AbortController();
  const server: DnsServer = {
    address: `${host}:${bound}`,
    zone,
    tamper: undefined,
    questions: [],
    received: [],
    async [Symbol.asyncDispose]() {
      stop.abort();
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
  const answer = async (query: Buffer, transport: Transport, from: number): Promise<readonly Buffer[]> => {
    const question = readQuestion(query);
    if (question === undefined) return [];
    server.questions.push(`${question.type} ${question.name}`);
    server.received.push({ transport, port: from, query });
    const reply = answerFrom(server.zone, question);
    if (reply === undefined) return [];
    if (reply.delayMs > 0) await pause(reply.delayMs, undefined, { signal: stop.signal }).catch(() => {});
    if (stop.signal.aborted) return [];
    const honest = writeResponse(question, reply, transport === 'udp');
    return server.tamper?.(honest, query, transport) ?? [honest];
  };
  tcp.on('connection', (socket) => serveTcp(socket, answer));
  udp.on('message', (query, { port, address }) => {
    const send = (packets: readonly Buffer[]): void => {
      for (const packet of packets) udp.send(packet, port, address);
    };
    void answer(query, 'udp', port).then(send);
  });
  return server;
}

/** Binds TCP and UDP to the same port. A port that is free for TCP may be taken for UDP: then it tries another. */
async function listen(host: string, port: number) {
  for (let tries = 0; ; tries++) {
    const tcp = createServer().listen(port, host);
    await once(tcp, 'listening');
    const bound = (tcp.address() as AddressInfo).port;
    const udp = createSocket('udp4');
    try {
      udp.bind(bound, host);
      await once(udp, 'listening');
      return { tcp, udp, bound };
    } catch (error) {
      tcp.close();
      udp.close();
      if (port !== 0 || tries >= 20) throw error;
    }
  }
}

type AnswerTo = (query: Buffer, transport: Transport, from: number) => Promise<readonly Buffer[]>;

/** Serves one question per connection (RFC 7766 allows more; the resolvers under test send one). */
function serveTcp(socket: Socket, answer: AnswerTo): void {
  let read = Buffer.alloc(0);
  let isAsked = false;
  const send = (packets: readonly Buffer[]): void => {
    for (const packet of packets) {
      socket.write(Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 255]), packet]));
    }
    if (packets.length > 0) socket.end();
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    read = Buffer.concat([read, chunk]);
    if (isAsked || read.length < 2 || read.length < 2 + read.readUInt16BE(0)) return;
    isAsked = true;
    void answer(read.subarray(2), 'tcp', socket.remotePort ?? 0).then(send);
  });
}
