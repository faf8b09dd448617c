import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readEnvelope } from '../envelope.ts';
import { scanEveryWay } from '../testing.ts';
import { parseHeader } from './fields.ts';
import { HeaderEnd, headerEnd, headerStart } from './header-end.ts';

const fields = 'Subject: it\r\nX-Junk: a\rFrom: nobody\r\nFrom: a@b\r\n\r\n';
const utf8 = (text: string): Buffer => Buffer.from(text);

/** Returns the header's length, which must be the same with every chunk size. */
function everyWay(message: Buffer): number {
  const found = [1, 2, 7, 512, 100_000].map((size) => {
    const finder = new HeaderEnd();
    // All chunks use the same memory, which exposes code that keeps a view of a chunk
    const chunk = Buffer.alloc(size);
    for (let at = 0; at < message.length; at += size) {
      const piece = message.subarray(at, at + size);
      chunk.fill(0x0a);
      chunk.set(piece);
      const end = finder.push(chunk.subarray(0, piece.length));
      if (end >= 0) return end;
    }
    return finder.end();
  });
  assert.deepEqual(new Set(found), new Set([headerEnd(message)]));
  return found[0] as number;
}

describe('text before the first field does not hide the header', () => {
  const fronts = [
    ...[
      '',
      '\ufeff',
      '\r\n',
      '\n\n\r\n',
      '\ufeff\r\n',
      'this is no field\r\n',
      ' led by a blank: x\r\n',
      'stray\r\n\tfolded\r\n',
    ],
    ...[
      'From x Thu Jan  1 00:00:00 1970\r\n',
      '>From x Thu Jan  1 00:00:00 1970\n',
      '\ufeff>>From x\r\n',
      'From x\r\n>From y\r\n',
    ],
    ...['From x\r\nand a stray line\r\n', '\r\nFrom x\r\n\r\n', `${'x'.repeat(3000)}\r\n`],
  ];
  for (const front of fronts) {
    it(JSON.stringify(front.slice(0, 50)), () => {
      const message = utf8(`${front}${fields}body: text\r\n\r\nmore`);
      const length = Buffer.byteLength(front) + fields.length;
      assert.equal(everyWay(message), length);
      assert.ok((headerStart(message) ?? -1) <= length - fields.length);
      const header = message.subarray(0, length);
      const names = parseHeader(header).map(({ name }) => name);
      assert.deepEqual(
        names.filter((name) => name !== ''),
        ['subject', 'x-junk', 'from'],
      );
      const { subject, from } = readEnvelope(header, parseHeader(header));
      assert.equal(subject, 'it');
      assert.deepEqual(from, [{ name: null, route: null, mailbox: 'a', host: 'b' }]);
      assert.equal(scanEveryWay(message).bodyStart, length);
    });
  }

  it('a stray line among the fields does not end the header', () => {
    const message = utf8('Received: a\r\nFrom x\r\n: no name\r\nno colon\r\nSubject: it\r\n\r\nbody');
    assert.equal(everyWay(message), message.length - 4);
    assert.deepEqual(
      parseHeader(message).map(({ name }) => name),
      ['received', '', '', '', 'subject'],
    );
  });
});

describe('a message can consist of a body only', () => {
  const texts: [string, number][] = [
    ['Hello Bob,\r\nhow are you?\r\n\r\nSubject: is what you asked for\r\n', 0],
    ['Hello Bob,\r\nNote: it rains\r\n', 0],
    ['\r\nHello: it rains\r\n\r\nbye', 2],
    ['\n\nhttps://example.test/ was down', 1],
    ['\r\nx', 2],
    ['x', 0],
    ['', 0],
    ['\r', 0],
    ['\xef\xbb', 0],
    [`${'y'.repeat(5000)}\r\nSubject: too late\r\n\r\n`, 0],
    ['\r\n'.repeat(100), 2],
  ];
  for (const [text, length] of texts) {
    it(JSON.stringify(text.slice(0, 50)), () => {
      const message = Buffer.from(text, 'latin1');
      assert.equal(everyWay(message), length);
      assert.equal(headerStart(message), null);
      assert.equal(scanEveryWay(message).bodyStart, length);
    });
  }
});

describe('the end of the fields', () => {
  it('is a blank line, ended by LF or CRLF and not by a bare CR', () => {
    assert.equal(everyWay(utf8('A: b\n\nx')), 6);
    assert.equal(everyWay(utf8('A: b\r\n\nx')), 7);
    assert.equal(everyWay(utf8('A: b\r\r\r\nC: d\n\r\r\n\r\nx')), 18);
    assert.equal(everyWay(utf8('A: b\r\n \r\nx')), 10);
    assert.equal(everyWay(utf8('A: b\r\n')), 6);
    assert.equal(everyWay(utf8('A')), 0);
  });
});
