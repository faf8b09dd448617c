import dnsPacket from 'dns-packet';
import { TYPE_CODES } from './constants.ts';
import { nameEnd, type RecordPlace } from './layout.ts';
import { presentName } from './present-name.ts';

export interface WireRecord {
  readonly name: string;
  readonly type: number;
  readonly ttlSeconds: number;
  /** The data as the codec returns it; its form depends on the type. */
  readonly data: unknown;
}

/** Decodes the record at this place; undefined when its octets are invalid for its type, or there are more of them. */
export function decodeRecord(packet: Buffer, place: RecordPlace): WireRecord | undefined {
  if (!namesEnd(packet, place)) return undefined;
  try {
    const record = dnsPacket.answer.decode(packet.subarray(0, place.end), place.at);
    if (dnsPacket.answer.decode.bytes !== place.end - place.at) return undefined;
    const ttl = record.ttl ?? 0;
    // RFC 2181 8: a time to live with its first bit set counts as 0.
    const ttlSeconds = ttl < 2 ** 31 ? ttl : 0;
    return { name: presentName(record.name), type: place.type, ttlSeconds, data: record.data };
  } catch {
    return undefined;
  }
}

/** Returns whether the names inside the data end within their limits, because the codec follows pointers without a limit. */
function namesEnd(packet: Buffer, { type, dataAt, end }: RecordPlace): boolean {
  let at: number | undefined = dataAt + (BEFORE_NAMES[type] ?? 0);
  for (let names = NAMES[type] ?? 0; names > 0 && at !== undefined; names--) at = nameEnd(packet, at);
  return at !== undefined && at <= end;
}

/** Octets of the data before its names. */
const BEFORE_NAMES: Readonly<Record<number, number>> = { [TYPE_CODES.MX]: 2, [TYPE_CODES.SRV]: 6 };

const NAMES: Readonly<Record<number, number>> = {
  [TYPE_CODES.NS]: 1,
  [TYPE_CODES.CNAME]: 1,
  [TYPE_CODES.PTR]: 1,
  [TYPE_CODES.MX]: 1,
  [TYPE_CODES.SRV]: 1,
  [TYPE_CODES.SOA]: 2,
};
