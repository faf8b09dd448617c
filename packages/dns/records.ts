import { isIPv4, isIPv6 } from 'node:net';
import type { RecordOf, RecordType } from './answer.ts';
import { canonicalIPv6 } from './names.ts';
import { presentName } from './wire/present-name.ts';

/** Converts what the codec returns to a record; undefined when it is invalid, since the codec does not check. */
export function readRecord<T extends RecordType>(type: T, data: unknown): RecordOf[T] | undefined {
  return READERS[type](data) as RecordOf[T] | undefined;
}

/** Returns about how many octets of memory a record takes. */
export function recordBytes(record: RecordOf[RecordType]): number {
  if (typeof record === 'string') return RECORD_BYTES + 2 * record.length;
  if ('host' in record) return RECORD_BYTES + 2 * record.host.length;
  return RECORD_BYTES + ('data' in record ? record.data.length : 2 * (record.tag.length + record.value.length));
}

const RECORD_BYTES = 64;

const READERS: { readonly [T in RecordType]: (data: unknown) => RecordOf[T] | undefined } = {
  A: (data) => (isIPv4(data as string) ? (data as string) : undefined),
  AAAA: (data) => (isIPv6(data as string) ? canonicalIPv6(data as string) : undefined),
  CAA(data) {
    const { flags, tag, value } = data as { flags: number; tag: string; value: string };
    return /^[a-z0-9]+$/i.test(tag) ? { flags, tag: tag.toLowerCase(), value } : undefined;
  },
  CNAME: readName,
  NS: readName,
  PTR: readName,
  MX(data) {
    const { preference, exchange } = data as { preference: number; exchange: string };
    return { preference, host: presentName(exchange) };
  },
  SRV(data) {
    const { priority, weight, port, target } = data as { [key: string]: number } & { target: string };
    if (priority === undefined || weight === undefined || port === undefined) return undefined;
    return { priority, weight, port, host: presentName(target) };
  },
  TLSA(data) {
    const { usage, selector, matchingType, certificate } = data as { [key: string]: number } & { certificate: Buffer };
    if (usage === undefined || selector === undefined || matchingType === undefined) return undefined;
    // Copies the data, because the codec's buffer would keep the whole message in memory.
    return { usage, selector, matchingType, data: Buffer.from(certificate) };
  },
  TXT: (data) => Buffer.concat(data as Buffer[]).toString(),
};

function readName(data: unknown): string {
  return presentName(data as string);
}
