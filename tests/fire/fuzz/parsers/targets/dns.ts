import assert from 'node:assert/strict';
import { encodePacket, matchResponse, type Packet, type Query, readResponse } from '@postroom/dns/wire';
import type { ParserTarget } from '../parser-target.ts';

const NAME = 'mail.example.org';
const answers = [
  { type: 'A', name: NAME, ttl: 60, data: '192.0.2.1' },
  { type: 'CNAME', name: NAME, ttl: 60, data: 'other.example.org' },
  { type: 'MX', name: NAME, ttl: 60, data: { preference: 10, exchange: 'mx.example.org' } },
  { type: 'TXT', name: NAME, ttl: 60, data: ['v=spf1 ', '-all'] },
  { type: 'CAA', name: NAME, ttl: 60, data: { flags: 0, tag: 'issue', value: 'authority.test' } },
  { type: 'SRV', name: NAME, ttl: 60, data: { priority: 1, weight: 1, port: 25, target: 'mx.example.org' } },
];
const sent = encodePacket({ type: 'query', id: 7, questions: [{ type: 'TXT', name: NAME }] } as Packet);
const QUERY: Query = { packet: sent, question: sent.subarray(12), withEdns: false };
const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'TLSA', 'CAA', 'PTR', 'NS'] as const;

/** Answers of DNS servers (RFC 1035 4), with pointers to any place. */
export const dns: ParserTarget = {
  name: 'dns',
  dictionary: [
    '\xc0\x0c',
    '\xc0\x00',
    '\xc0\xff',
    '\x00\x01\x00\x01',
    '\x00\x10\x00\x01',
    '\xff\xff',
    '\x3f',
    '\x40',
    '\x00',
    'mail',
    '\x7f\xff\xff\xff',
  ],
  say(random) {
    const packet = {
      type: 'response',
      id: 7,
      flags: 0x180,
      questions: [{ type: 'TXT', name: NAME }],
      answers: Array.from({ length: 1 + random.below(4) }, () => random.pick(answers)),
    };
    return encodePacket(packet as Packet).toString('latin1');
  },
  check(octets, random) {
    const type = random.pick(TYPES);
    const match = matchResponse(octets, QUERY);
    if (octets.length < 12) return assert.equal(match, 'not-ours');
    const response = readResponse(octets, type);
    if (typeof response === 'string') return;
    assert.ok(
      response.answers.length <= octets.length / 11,
      `${response.answers.length} records in ${octets.length} octets`,
    );
    assert.ok(response.answers.every(({ name }) => name.length <= 253 * 4));
  },
};
