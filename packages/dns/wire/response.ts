import { FLAGS, HEADER_BYTES, MAX_ANSWER_BYTES, MAX_RECORDS, RCODES, TYPE_CODES } from './constants.ts';
import { decodeRecord, type WireRecord } from './decode-record.ts';
import { layOut, type RecordPlace } from './layout.ts';
import type { Query } from './query.ts';

/** A parsed message. */
export interface Response {
  readonly rcode: number;
  readonly isTruncated: boolean;
  /** The AD bit: the server claims that it validated the answer (RFC 4035 3.2.3). */
  readonly isAuthentic: boolean;
  /** Whether the server resolves recursively or is authoritative. */
  readonly isFinal: boolean;
  /** Records of the requested type, and aliases. */
  readonly answers: readonly WireRecord[];
  /** Seconds for which a negative answer is valid (RFC 2308 5); undefined when it does not say. */
  readonly negativeSeconds: number | undefined;
}

export type Match = 'ours' | 'other-case' | 'not-ours';

/** Returns whether a message answers this query: id and question must match (RFC 5452 9.1), here including the case of the letters. */
export function matchResponse(packet: Buffer, { packet: sent, question }: Query): Match {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== sent.readUInt16BE(0)) return 'not-ours';
  const flags = packet.readUInt16BE(2);
  const isStandardResponse = (flags & 0xf800) === FLAGS.QR;
  if (!isStandardResponse) return 'not-ours';
  // A server that cannot read a question does not have to repeat it.
  if (packet.length === HEADER_BYTES && (flags & FLAGS.RCODE) === RCODES.FORMERR) return 'ours';
  if (packet.readUInt16BE(4) !== 1) return 'not-ours';
  const repeated = packet.subarray(HEADER_BYTES, HEADER_BYTES + question.length);
  if (repeated.equals(question)) return 'ours';
  return lowerCase(repeated) === lowerCase(question) ? 'other-case' : 'not-ours';
}

function lowerCase(octets: Buffer): string {
  return octets.toString('latin1').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Parses a message that matches. Never throws, whatever the octets are. */
export function readResponse(packet: Buffer, type: keyof typeof TYPE_CODES): Response | 'malformed' | 'too-large' {
  if (packet.length > MAX_ANSWER_BYTES) return 'too-large';
  const flags = packet.readUInt16BE(2);
  const head = {
    isTruncated: (flags & FLAGS.TC) !== 0,
    isAuthentic: (flags & FLAGS.AD) !== 0,
    isFinal: (flags & (FLAGS.RA | FLAGS.AA)) !== 0,
  };
  const rcode = flags & FLAGS.RCODE;
  // The rest of a truncated message is useless: TCP returns the whole one (RFC 2181 9).
  if (head.isTruncated || rcode === RCODES.FORMERR) return { ...head, rcode, answers: [], negativeSeconds: undefined };
  const layout = layOut(packet);
  if (layout === undefined) return 'malformed';
  const wanted = layout.answers.filter(isInternet).filter((place) => isWanted(place, type));
  if (wanted.length > MAX_RECORDS) return 'too-large';
  const answers = wanted.map((place) => decodeRecord(packet, place));
  if (answers.includes(undefined)) return 'malformed';
  return {
    ...head,
    rcode: rcode | (extendedRcode(packet, layout.additionals) << 4),
    answers: answers as WireRecord[],
    negativeSeconds: negativeSeconds(packet, layout.authorities),
  };
}

function isInternet(place: RecordPlace): boolean {
  return place.class === 1;
}

function isWanted(place: RecordPlace, type: keyof typeof TYPE_CODES): boolean {
  return place.type === TYPE_CODES[type] || place.type === TYPE_CODES.CNAME;
}

/** Returns the upper bits of the code, at the place where other records have their time to live (RFC 6891 6.1.3). */
function extendedRcode(packet: Buffer, additionals: readonly RecordPlace[]): number {
  const opt = additionals.find((place) => place.type === TYPE_CODES.OPT);
  return opt === undefined ? 0 : packet.readUInt8(opt.dataAt - 6);
}

function negativeSeconds(packet: Buffer, authorities: readonly RecordPlace[]): number | undefined {
  const place = authorities.find(({ type }) => type === TYPE_CODES.SOA);
  const soa = place && decodeRecord(packet, place);
  if (soa === undefined) return undefined;
  return Math.min(soa.ttlSeconds, (soa.data as { minimum: number }).minimum);
}
