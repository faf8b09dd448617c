import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Describing } from './describing.ts';
import { mail } from './testing.ts';

const BODY = '--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n';
const header = (...fields: string[]): Buffer => mail(...fields, '', '');

function behind(before: Buffer, after: Buffer) {
  const describing = new Describing({ headerLength: before.length });
  describing.push(before);
  describing.push(Buffer.from(BODY));
  return describing.endBehind(after);
}

test('facts use the new header, and part positions are shifted accordingly', () => {
  const mixed = 'Content-Type: multipart/mixed; boundary=b';
  const found = behind(header('Subject: old', mixed), header('Subject: the new one', 'X-More: yes', mixed));
  assert.equal(found?.subject, 'the new one');
  const shift = header('Subject: the new one', 'X-More: yes', mixed).length;
  const [part] = found?.tree.children ?? [];
  assert.deepEqual([found?.tree.headerStart, found?.tree.bodyStart], [0, shift]);
  assert.deepEqual([part?.headerStart, part?.bodyEnd], [shift + 5, shift + BODY.length - 9]);
});

test('a new header that changes the type or encoding of the body requires parsing it again', () => {
  const mixed = header('Content-Type: multipart/mixed; boundary=b');
  assert.equal(behind(mixed, header('Subject: no type')), null);
  assert.equal(behind(mixed, header('Content-Type: text/plain', 'Content-Type: multipart/mixed; boundary=b')), null);
  assert.equal(behind(header('Subject: x'), header('Content-Transfer-Encoding: base64')), null);
});

test('the amount of data kept is known while the message arrives', () => {
  const describing = new Describing({ headerLength: 2 });
  describing.push(Buffer.from('\r\n'));
  const before = describing.weight;
  for (let n = 0; n < 20; n++) describing.push(Buffer.from('a line of text\r\n'.repeat(1024)));
  assert.ok(describing.weight - before > 100_000, `${describing.weight}`);
});
