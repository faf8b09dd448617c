import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildQuery, readResponse } from './index.ts';
import { layOut, nameEnd } from './layout.ts';
import { presentName } from './present-name.ts';

const QUESTION = Buffer.from('0365786104746573740000050001', 'hex'); // exa.test CNAME
const head = (answers: number) => Buffer.from([1, 2, 0x81, 0x80, 0, 1, answers >> 8, answers & 255, 0, 0, 0, 0]);
const message = (answers: number, ...records: Buffer[]) => Buffer.concat([head(answers), QUESTION, ...records]);
/** Returns a record whose name is a pointer to the question: type, class, time to live, length, data. */
const record = (type: number, data: Buffer, length = data.length) =>
  Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, length >> 8, length & 255]), data]);
const pointer = (to: number) => Buffer.from([0xc0 | (to >> 8), to & 255]);
const FIRST = 12 + QUESTION.length; // where the first record begins
const FIRST_DATA = FIRST + 12;

const malformed: [what: string, packet: Buffer][] = [
  ['a pointer to itself', message(1, record(5, pointer(FIRST_DATA)))],
  ['a pointer forwards', message(1, record(5, pointer(FIRST_DATA + 4)))],
  ['two pointers to each other', message(2, record(5, pointer(FIRST_DATA + 14)), record(5, pointer(FIRST_DATA)))],
  ['a pointer that is cut in half', message(1, record(5, Buffer.from([0xc0])))],
  ['a label of an unused type', message(1, record(5, Buffer.from([0x80, 1, 0])))],
  ['a name that continues behind its record', message(2, record(5, Buffer.from([3, 97])), record(1, Buffer.alloc(4)))],
  [
    'a name of 256 octets',
    message(
      1,
      record(
        5,
        Buffer.concat([
          ...Array.from({ length: 4 }, () => Buffer.from([63, ...Buffer.alloc(63, 97)])),
          Buffer.from([0]),
        ]),
      ),
    ),
  ],
  ['a length beyond the end', message(1, record(5, Buffer.from([1, 97, 0]), 900))],
  ['a length too short for the name', message(1, record(5, Buffer.from([1, 97, 0]), 2))],
  ['a length too long for the name', message(1, record(5, Buffer.from([1, 97, 0, 0, 0])))],
  ['more announced records than present', message(3, record(5, Buffer.from([1, 97, 0])))],
  ['65,535 announced records', message(65_535, record(5, Buffer.from([1, 97, 0])))],
  ['no question', Buffer.concat([head(0).fill(0, 4, 6), QUESTION])],
];
for (const [what, packet] of malformed) {
  test(`malformed: ${what}`, () => assert.equal(readResponse(packet, 'CNAME'), 'malformed'));
}

test('addresses and TLSA records of a wrong length are malformed', () => {
  for (const [type, code, length] of [
    ['A', 1, 3],
    ['A', 1, 5],
    ['AAAA', 28, 15],
    ['AAAA', 28, 17],
    ['TLSA', 52, 2],
    ['MX', 15, 1],
  ] as const) {
    assert.equal(readResponse(message(1, record(code, Buffer.alloc(length))), type), 'malformed', `${type} ${length}`);
  }
  assert.equal(readResponse(message(1, record(16, Buffer.from([5, 97]))), 'TXT'), 'malformed');
});

test('a chain of compression pointers ends after the maximum number of labels', () => {
  const chain = (length: number) =>
    Buffer.concat([Buffer.from([0]), ...Array.from({ length }, (_, at) => pointer(at === 0 ? 0 : 2 * at - 1))]);
  assert.equal(nameEnd(chain(127), 2 * 127 - 1), 2 * 127 + 1);
  assert.equal(nameEnd(chain(128), 2 * 128 - 1), undefined);
});

test('records of other types, classes and names are ignored', () => {
  const strange = Buffer.from([0xc0, 12, 0x12, 0x34, 0, 1, 0, 0, 0, 60, 0, 3, 1, 2, 3]);
  const chaos = Buffer.from([0xc0, 12, 0, 5, 0, 3, 0, 0, 0, 60, 0, 2, 0xc0, 12]);
  const read = readResponse(message(3, strange, chaos, record(5, Buffer.from([1, 97, 0]))), 'CNAME');
  assert.ok(typeof read !== 'string');
  assert.deepEqual(
    read.answers.map(({ name, data }) => [name, data]),
    [['exa.test', 'a']],
  );
});

test('octets behind the records are ignored', () => {
  assert.ok(layOut(Buffer.concat([message(0), Buffer.alloc(100, 255)])));
});

test('names are presented as text, with unprintable octets escaped (RFC 4343 2.1)', () => {
  assert.equal(presentName('.'), '');
  assert.equal(presentName('ExA.test'), 'exa.test');
  assert.equal(presentName('a b\u001b\\é.test'), 'a b\\027\\\\\\195\\169.test');
});

test('a query for the root can be built', () => {
  const { packet, question } = buildQuery('', 'NS', false);
  assert.equal(packet.subarray(2).toString('hex'), '012000010000000000000000020001');
  assert.equal(question.toString('hex'), '0000020001');
});
