import type { Records } from './zone.ts';

/** The DNS wire format, RFC 1035 4, as far as a test server needs it. */
export const TYPES = { A: 1, CNAME: 5, PTR: 12, MX: 15, TXT: 16, AAAA: 28 } as const;
export type RecordType = keyof typeof TYPES;

export const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export type Question = { readonly id: number; readonly name: string; readonly type: number; readonly raw: Buffer };
export type Answer = {
  readonly name: string;
  readonly type: RecordType;
  readonly data: Buffer;
  readonly ttl: number;
};

/** Reads the header and the one question; undefined for anything else. */
export function readQuestion(packet: Buffer): Question | undefined {
  if (packet.length < 17 || packet.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (;;) {
    const length = packet[at];
    if (length === undefined || length > 63) return undefined;
    at++;
    if (length === 0) break;
    labels.push(packet.toString('latin1', at, at + length));
    at += length;
  }
  if (at + 4 > packet.length) return undefined;
  const type = packet.readUInt16BE(at);
  return { id: packet.readUInt16BE(0), name: labels.join('.').toLowerCase(), type, raw: packet.subarray(12, at + 4) };
}

/** Writes the response. Over UDP one that is longer than 512 octets is cut to its header with TC set. */
export function writeResponse(question: Question, rcode: number, answers: readonly Answer[], udp: boolean): Buffer {
  const body = Buffer.concat([question.raw, ...answers.map(writeAnswer)]);
  const truncated = udp && body.length + 12 > 512;
  const header = Buffer.alloc(12);
  header.writeUInt16BE(question.id, 0);
  // QR, AA, RD, RA; TC when cut.
  header.writeUInt16BE(0x8580 | (truncated ? 0x0200 : 0) | rcode, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(truncated ? 0 : answers.length, 6);
  return Buffer.concat([header, truncated ? question.raw : body]);
}

function writeAnswer({ name, type, data, ttl }: Answer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([writeName(name), fixed, data]);
}

function writeName(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.');
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label, 'latin1')]);
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** The data of every record of a type. */
export function recordData(records: Records, type: RecordType): Buffer[] {
  if (type === 'MX') {
    return (records.MX ?? []).map(([preference, host]) =>
      Buffer.concat([Buffer.from([preference >> 8, preference & 255]), writeName(host === '.' ? '' : host)]),
    );
  }
  if (type === 'A') return (records.A ?? []).map((ip) => Buffer.from(ip.split('.').map(Number)));
  if (type === 'AAAA') return (records.AAAA ?? []).map(writeIPv6);
  if (type === 'PTR') return (records.PTR ?? []).map(writeName);
  if (type === 'CNAME') return records.CNAME === undefined ? [] : [writeName(records.CNAME)];
  return (records.TXT ?? []).map((text) => {
    const strings = text.match(/.{1,255}/gs) ?? [''];
    return Buffer.concat(strings.flatMap((part) => [Buffer.from([part.length]), Buffer.from(part, 'latin1')]));
  });
}

function writeIPv6(ip: string): Buffer {
  const [head = '', tail] = ip.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = Array.from({ length: 8 - left.length - right.length }, () => 0);
  const out = Buffer.alloc(16);
  for (const [at, group] of [...left, ...middle, ...right].entries()) out.writeUInt16BE(group, at * 2);
  return out;
}
