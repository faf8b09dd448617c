import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '@postroom/testkit';
import type { RecordType } from '../answer.ts';
import { lookUp } from '../lookup.ts';
import { encodePacket, MAX_RECORDS, type PacketRecord } from './index.ts';
import { buildQuery } from './query.ts';
import { matchResponse, type Response, readResponse } from './response.ts';

const TYPES: readonly RecordType[] = ['A', 'AAAA', 'CAA', 'CNAME', 'MX', 'NS', 'PTR', 'SRV', 'TLSA', 'TXT'];
const KINDS = ['found', 'no-such-name', 'no-such-records', 'temporary-failure'];
const ROUNDS = Number(process.env.DNS_FUZZ_ROUNDS ?? 20_000);

const data: Readonly<Record<RecordType | 'SOA', unknown>> = {
  A: '192.0.2.1',
  AAAA: '2001:db8::1',
  CAA: { flags: 0, tag: 'issue', value: 'authority.test' },
  CNAME: 'other.test',
  MX: { preference: 10, exchange: 'mx.example.test' },
  NS: 'ns.example.test',
  PTR: 'host.example.test',
  SRV: { priority: 0, weight: 1, port: 993, target: 'imap.example.test' },
  TLSA: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) },
  TXT: ['one', 'two'],
  SOA: { mname: 'ns.test', rname: 'a.test', minimum: 60 },
};
const record = (type: RecordType | 'SOA', name: string): PacketRecord => ({
  name,
  type,
  ttl: 60,
  data: structured(type),
});
const structured = (type: RecordType | 'SOA') =>
  type === 'TXT' ? [Buffer.from('one'), Buffer.from('two')] : data[type];

function honest(random: Random, type: RecordType): { packet: Buffer; sent: ReturnType<typeof buildQuery> } {
  const sent = buildQuery('example.test', type);
  const some = (types: readonly (RecordType | 'SOA')[], most: number) =>
    Array.from({ length: random.below(most + 1) }, () =>
      record(random.pick(types), random.pick(['example.test', 'other.test', 'mx.example.test'])),
    );
  const packet = encodePacket({
    type: 'response',
    id: sent.packet.readUInt16BE(0),
    flags: 0x0180 | random.pick([0, 0, 0, 2, 3, 5]),
    questions: [{ name: 'example.test', type }],
    answers: some([type, type, 'CNAME', 'TXT'], 4),
    authorities: some(['SOA', 'NS'], 2),
    additionals: [{ name: '.', type: 'OPT', udpPayloadSize: 1232, flags: 0 }],
  });
  sent.question.copy(packet, 12);
  return { packet, sent };
}

/** Damages a packet: changes octets, removes or doubles runs, cuts the end, falsifies counts and lengths, sets random pointers. */
function mutate(random: Random, packet: Buffer): Buffer {
  let out = Buffer.from(packet);
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = 12 + random.below(Math.max(1, out.length - 12));
    const way = random.below(7);
    if (way === 0) out[at] = random.below(256);
    else if (way === 1 && at + 1 < out.length) out.writeUInt16BE(0xc000 | random.below(out.length + 20), at);
    else if (way === 2) out.writeUInt16BE(random.pick([0, 1, 2, 300, 65_535]), 4 + 2 * random.below(4));
    else if (way === 3) out = out.subarray(0, at);
    else if (way === 4) out = Buffer.concat([out.subarray(0, at), out.subarray(at + random.below(9))]);
    else if (way === 5) out = Buffer.concat([out.subarray(0, at), out.subarray(at - random.below(12))]);
    else if (at + 1 < out.length) out.writeUInt16BE(random.pick([0, 1, 63, 64, 128, 191, 192, 255, 65_535]), at);
    if (out.length < 14) return out;
  }
  return out;
}

test(`${ROUNDS} mutated answers never throw, loop, or give a malformed result`, async () => {
  const random = new Random(20_261_127);
  const seen = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const type = random.pick(TYPES);
    const { packet, sent } = honest(random, type);
    const input = mutate(random, packet);
    const match = matchResponse(input, sent);
    const read = match === 'not-ours' ? match : readResponse(input, type);
    if (typeof read === 'string') {
      seen.set(read, (seen.get(read) ?? 0) + 1);
      continue;
    }
    assert.ok(read.answers.length <= MAX_RECORDS);
    const { answer } = await lookUp(type, 'example.test', async () => ({ response: read, isTrusted: true }));
    assert.ok(KINDS.includes(answer.kind), answer.kind);
    if (answer.kind === 'found') checkRecords(answer.records);
    seen.set(answer.kind, (seen.get(answer.kind) ?? 0) + 1);
  }
  for (const kind of [...KINDS, 'malformed', 'not-ours'])
    assert.ok((seen.get(kind) ?? 0) > 50, `${kind}: ${seen.get(kind)}`);
});

/** Checks that records can be logged and compared: no control characters in names, no missing fields. */
function checkRecords(records: readonly unknown[]): void {
  for (const one of records) {
    if (typeof one === 'string') continue;
    const { host, usage, data: octets, tag } = one as { host?: string; usage?: number; data?: Buffer; tag?: string };
    if (host !== undefined) assert.match(host, /^[\x21-\x7e]*$/);
    else if (tag !== undefined) assert.match(tag, /^[a-z0-9]+$/);
    else assert.ok(Number.isInteger(usage) && Buffer.isBuffer(octets));
  }
}

test('random octets behind a matching header never crash the parser', () => {
  const random = new Random(7);
  for (let round = 0; round < ROUNDS / 4; round++) {
    const sent = buildQuery('example.test', 'MX');
    const rubbish = Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
    const head = Buffer.from([
      ...sent.packet.subarray(0, 2),
      0x81,
      0x80,
      0,
      1,
      0,
      random.below(5),
      0,
      random.below(3),
      0,
      1,
    ]);
    const packet = Buffer.concat([head, sent.question, rubbish]);
    assert.equal(matchResponse(packet, sent), 'ours');
    const read: Response | string = readResponse(packet, 'MX');
    assert.ok(typeof read === 'string' || read.answers.length <= 4);
  }
});
