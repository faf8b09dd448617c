import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { rar4, rar5 } from '../message/rar.testing.ts';
import { isRar, rarEntries } from '../message/rar.ts';
import { SEVEN_ZIPS } from '../message/seven-zip.testing.ts';
import { sevenZipEntries } from '../message/seven-zip.ts';
import { sumOf, tar } from '../message/tar.testing.ts';
import { attachments } from './attachments.ts';
import { backscatter } from './backscatter.ts';
import { displayName } from './display-name.ts';
import { foundBy, messageOf } from './testing.ts';

// With quadratic time these inputs would exceed the time limit of a test file.

/** Returns a local file header of a zip file (APPNOTE 4.3.7). */
function entry(name: string, deflated = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  if (deflated.length > 0) header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), deflated]);
}

test('a name of a million letters is read as far as it is shown', async () => {
  for (const name of ['a'.repeat(1_000_000), 'a.'.repeat(500_000), `${'=?utf-8?q?a?= '.repeat(80_000)}`]) {
    assert.equal(await foundBy(displayName, messageOf(`From: "${name}" <a@far.test>`)), undefined);
  }
  const lying = messageOf(`From: "${'a'.repeat(400)} boss@bank.test ${'b'.repeat(1_000_000)}" <a@far.test>`);
  assert.match((await foundBy(displayName, lying))?.reason ?? '', /boss@bank\.test/);
});

test('a report with lines that almost return a message is read once', async () => {
  const lines = [
    `message-id:${' '.repeat(500_000)}\r\n${' '.repeat(500_000)}`,
    'message-id: <\r\n'.repeat(60_000),
    `message-id: <${'a'.repeat(1_000_000)}`,
  ];
  for (const body of lines) assert.equal(await foundBy(backscatter, messageOf('Subject: a', body)), undefined);
  const many = 'Message-ID: <a@far.test>\r\n'.repeat(30_000);
  assert.ok(await foundBy(backscatter, messageOf('Subject: a', many)));
});

test('an archive with impossible sizes, or with a thousand others inside, is checked in little time', async () => {
  const named = (name: string) => `Content-Type: application/x; name=${name}\r\nContent-Transfer-Encoding: binary`;
  const digits = tar(['pax', Buffer.alloc(900_000, '1')], 'run.scr');
  for (const kind of ['0', 'x']) {
    digits.write(kind, 156);
    digits.write(sumOf(digits), 148);
    assert.match((await foundBy(attachments, messageOf(named('a.tar'), digits)))?.reason ?? '', /run\.scr/, kind);
  }
  const back = tar('cat.jpg', 'run.scr');
  back.write('-0000001000', 512 + 512 + 124);
  back.write(sumOf(back.subarray(1024)), 1024 + 148);
  assert.equal(await foundBy(attachments, messageOf(named('a.tar'), back)), undefined);
  const zeros = deflateRawSync(Buffer.alloc(1024 * 1024));
  const many = Array.from({ length: 900 }, () => entry('a.gz', zeros));
  assert.equal(await foundBy(attachments, messageOf(named('a.zip'), Buffer.concat(many))), undefined);
});

test('truncated or repeated rar and 7z files are checked in little time, and give the names they can', () => {
  const archives = [...Object.values(SEVEN_ZIPS), rar4(['letter.txt', '报告.scr']), rar5(['letter.txt', '报告.scr'])];
  for (const archive of archives) {
    const read = isRar(archive) ? rarEntries : sevenZipEntries;
    for (let end = 8; end < archive.length; end++) read(archive.subarray(0, end));
    for (let at = 8; at < archive.length; at++)
      for (const lie of [0, 0x80, 0xff]) {
        const lying = Buffer.concat([archive, Buffer.alloc(1_000)]);
        lying[at] = lie;
        read(lying);
      }
  }
});

test('a 7z file with a header that would unpack to far more is not unpacked', () => {
  const packed = SEVEN_ZIPS['of sixty letters'];
  assert.equal(sevenZipEntries(packed).length, 62);
  // The unpacked size follows the 0x0c in the last octets; changing it makes two octets unpack to 8 MiB.
  const size = packed.lastIndexOf(0x0c);
  const bomb = Buffer.from(packed);
  bomb[size + 1] = 0xc0 | (bomb[size + 1] as number);
  assert.ok(sevenZipEntries(bomb) === 'hidden' || sevenZipEntries(bomb).length === 0);
});

test('names of nearly only blanks in an archive are read once, and those behind them are seen', async () => {
  const blank = entry(`${' '.repeat(511)}x`);
  const zip = 'Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: binary';
  const many = Buffer.concat(Array.from({ length: 1_900 }, () => blank));
  assert.equal(await foundBy(attachments, messageOf(zip, many)), undefined);
  const program = Buffer.concat([many, entry(`letter.exe. ${' '.repeat(200)}`)]);
  assert.match((await foundBy(attachments, messageOf(zip, program)))?.reason ?? '', /contains a program/);
});
