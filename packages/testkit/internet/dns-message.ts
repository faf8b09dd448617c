import { decodePacket, encodePacket, FLAGS, HEADER_BYTES, type PacketRecord, TYPE_CODES } from '@postroom/dns/wire';
import type { Records } from './zone.ts';

const ZONE_TYPES = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SRV', 'TLSA', 'TXT'] as const;
export type ZoneType = (typeof ZONE_TYPES)[number];

export interface Question {
  readonly id: number;
  /** In lower case, '' for the root. */
  readonly name: string;
  readonly type: string;
  /** The question's octets as received, in their case. */
  readonly raw: Buffer;
  /** The most octets of an answer over UDP: 512, or what the question says (EDNS, RFC 6891). */
  readonly udpBytes: number;
}

export interface Reply {
  readonly rcode: number;
  readonly answers: readonly PacketRecord[];
  readonly authorities: readonly PacketRecord[];
  readonly isAuthentic: boolean;
}

/** Reads the header and the one question; undefined for anything else. */
export function readQuestion(packet: Buffer): Question | undefined {
  const read = decodePacket(packet);
  const [asked] = read?.questions ?? [];
  if (read === undefined || asked === undefined || read.questions.length !== 1) return undefined;
  const name = asked.name === '.' ? '' : asked.name;
  const raw = packet.subarray(HEADER_BYTES, HEADER_BYTES + name.length + (name === '' ? 5 : 6));
  const opt = read.additionals?.find(({ type }) => type === 'OPT');
  return { id: read.id, name: name.toLowerCase(), type: asked.type, raw, udpBytes: opt?.udpPayloadSize ?? 512 };
}

/** Writes the response. One that does not fit into UDP is cut to its question, with TC set. */
export function writeResponse({ id, raw, udpBytes }: Question, reply: Reply, udp: boolean): Buffer {
  const flags = FLAGS.AA | FLAGS.RD | FLAGS.RA | reply.rcode | (reply.isAuthentic ? FLAGS.AD : 0);
  const head = { type: 'response' as const, id, questions: [] };
  const whole = withQuestion(
    encodePacket({ ...head, flags, answers: [...reply.answers], authorities: [...reply.authorities] }),
    raw,
  );
  return udp && whole.length > udpBytes ? withQuestion(encodePacket({ ...head, flags: flags | FLAGS.TC }), raw) : whole;
}

/** Returns the packet with the question added octet for octet. */
function withQuestion(packet: Buffer, question: Buffer): Buffer {
  packet.writeUInt16BE(1, 4);
  return Buffer.concat([packet.subarray(0, HEADER_BYTES), question, packet.subarray(HEADER_BYTES)]);
}

/** Returns the data of every record of a type, as the codec takes it. */
export function recordData(records: Records, type: ZoneType): unknown[] {
  if (type === 'CNAME') return records.CNAME === undefined ? [] : [records.CNAME];
  if (type === 'MX') return (records.MX ?? []).map(([preference, exchange]) => ({ preference, exchange }));
  if (type === 'CAA') return (records.CAA ?? []).map(([tag, value]) => ({ flags: 0, tag, value }));
  if (type === 'SRV') {
    return (records.SRV ?? []).map(([priority, weight, port, target]) => ({ priority, weight, port, target }));
  }
  if (type === 'TXT') return (records.TXT ?? []).map((text) => characterStrings(Buffer.from(text)));
  if (type === 'TLSA') {
    return (records.TLSA ?? []).map(({ data, ...rest }) => ({ ...rest, certificate: Buffer.from(data, 'hex') }));
  }
  return [...(records[type] ?? [])];
}

function characterStrings(text: Buffer): Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at === 0 || at < text.length; at += 255) strings.push(text.subarray(at, at + 255));
  return strings;
}

export function isZoneType(type: string): type is ZoneType {
  return type in TYPE_CODES && (ZONE_TYPES as readonly string[]).includes(type);
}
