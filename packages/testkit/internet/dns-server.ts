import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import {
  type Answer,
  type Question,
  RCODES,
  type RecordType,
  readQuestion,
  recordData,
  TYPES,
  writeResponse,
} from './dns-message.ts';
import type { Records, Trouble, Zone } from './zone.ts';

export interface DnsServer extends AsyncDisposable {
  /** For a resolver: `127.0.0.1:5353`. */
  readonly address: string;
  /** What the internet looks like; assign another to change it while the server runs. */
  zone: Zone;
  /** Every question asked, as `MX example.test`, in order. */
  readonly questions: string[];
}

/** Answers for a zone over UDP and TCP on a loopback port. */
export async function startDns(zone: Zone, { host = '127.0.0.1', port = 0 } = {}): Promise<DnsServer> {
  const questions: string[] = [];
  const answer = (packet: Buffer, udp: boolean): Buffer | undefined => {
    const question = readQuestion(packet);
    if (question === undefined) return undefined;
    const type = (Object.keys(TYPES) as RecordType[]).find((name) => TYPES[name] === question.type);
    questions.push(`${type ?? question.type} ${question.name}`);
    return respond(server.zone, question, type, udp);
  };

  const tcp = createServer((socket) => serveTcp(socket, answer)).listen(port, host);
  await once(tcp, 'listening');
  const bound = (tcp.address() as AddressInfo).port;
  const udp = createSocket('udp4');
  udp.on('message', (packet, from) => {
    const response = answer(packet, true);
    if (response) udp.send(response, from.port, from.address);
  });
  udp.bind(bound, host);
  await once(udp, 'listening');

  const server: DnsServer = {
    address: `${host}:${bound}`,
    zone,
    questions,
    async [Symbol.asyncDispose]() {
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
  return server;
}

/** One question per connection (RFC 7766 allows more; resolvers under test ask one). */
function serveTcp(socket: Socket, answer: (packet: Buffer, udp: boolean) => Buffer | undefined): void {
  let read = Buffer.alloc(0);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    read = Buffer.concat([read, chunk]);
    if (read.length < 2 || read.length < 2 + read.readUInt16BE(0)) return;
    const response = answer(read.subarray(2), false);
    if (response === undefined) return;
    socket.end(Buffer.concat([Buffer.from([response.length >> 8, response.length & 255]), response]));
  });
}

function respond(zone: Zone, question: Question, type: RecordType | undefined, udp: boolean): Buffer | undefined {
  const answers: Answer[] = [];
  let name = question.name;
  // A CNAME chain is followed here, as a recursive resolver does for its client.
  for (let hops = 0; hops < 8; hops++) {
    const records = lookup(zone, name);
    if (records === undefined) return writeResponse(question, RCODES.NXDOMAIN, answers, udp);
    if (records === 'TIMEOUT') return undefined;
    if (typeof records === 'string') return writeResponse(question, RCODES[records], [], udp);
    const add = (of: RecordType) => {
      for (const data of recordData(records, of)) answers.push({ name, type: of, data, ttl: records.ttl ?? 60 });
    };
    if (records.CNAME === undefined || type === 'CNAME') {
      if (type !== undefined) add(type);
      break;
    }
    add('CNAME');
    name = records.CNAME.toLowerCase();
  }
  return writeResponse(question, RCODES.NOERROR, answers, udp);
}

function lookup(zone: Zone, name: string): Records | Trouble | undefined {
  return Object.hasOwn(zone, name) ? zone[name] : undefined;
}
