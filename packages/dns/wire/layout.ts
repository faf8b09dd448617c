import { HEADER_BYTES } from './constants.ts';

/** The place of a record in a message. */
export interface RecordPlace {
  readonly at: number;
  readonly type: number;
  readonly class: number;
  readonly dataAt: number;
  readonly end: number;
}

export interface Layout {
  readonly answers: readonly RecordPlace[];
  readonly authorities: readonly RecordPlace[];
  readonly additionals: readonly RecordPlace[];
}

const MAX_NAME_BYTES = 255; // RFC 1035 2.3.4
const MAX_JUMPS = 127; // no name has more labels

/**
 * Finds the records of a message with one question (RFC 1035 4.1), so that each is decoded within its own octets and only
 * when it is wanted. Undefined when lengths are false or names do not end.
 */
export function layOut(packet: Buffer): Layout | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(4) !== 1) return undefined;
  const name = nameEnd(packet, HEADER_BYTES);
  if (name === undefined) return undefined;
  let at = name + 4;
  const section = (countAt: number): RecordPlace[] | undefined => {
    const places: RecordPlace[] = [];
    for (let left = packet.readUInt16BE(countAt); left > 0; left--) {
      const place = recordAt(packet, at);
      if (place === undefined) return undefined;
      places.push(place);
      at = place.end;
    }
    return places;
  };
  const answers = section(6);
  const authorities = answers && section(8);
  const additionals = authorities && section(10);
  return additionals && { answers, authorities, additionals };
}

function recordAt(packet: Buffer, at: number): RecordPlace | undefined {
  const fixed = nameEnd(packet, at);
  if (fixed === undefined || fixed + 10 > packet.length) return undefined;
  const dataAt = fixed + 10;
  const end = dataAt + packet.readUInt16BE(fixed + 8);
  if (end > packet.length) return undefined;
  return { at, type: packet.readUInt16BE(fixed), class: packet.readUInt16BE(fixed + 2), dataAt, end };
}

/**
 * Returns where the name ends that begins here (RFC 1035 4.1.4). Undefined when it leaves the message, is too long, or has a
 * pointer that does not point backwards, which could loop.
 */
export function nameEnd(packet: Buffer, start: number): number | undefined {
  let at = start;
  let end: number | undefined;
  let octets = 1;
  for (let jumps = 0; jumps <= MAX_JUMPS; ) {
    const length = packet[at];
    if (length === undefined) return undefined;
    if (length === 0) return end ?? at + 1;
    if (length < 64) {
      at += length + 1;
      octets += length + 1;
      if (octets > MAX_NAME_BYTES) return undefined;
      continue;
    }
    const low = packet[at + 1];
    if (length < 192 || low === undefined) return undefined;
    const target = ((length & 63) << 8) | low;
    if (target >= at) return undefined;
    end ??= at + 2;
    at = target;
    jumps++;
  }
  return undefined;
}
