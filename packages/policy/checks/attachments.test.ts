import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Tools } from '../check.ts';
import { readMessage } from '../message/message.ts';
import { tar } from '../message/tar.testing.ts';
import { attachments } from './attachments.ts';

/** Returns what the check finds in a message with these parts. */
async function foundIn(text: string): Promise<string | undefined> {
  const bytes = Buffer.from(`From: a@far.test\r\n${text}`, 'latin1');
  const client = { address: '192.0.2.1', isEarly: false, unknownRecipients: async () => 0 };
  const message = readMessage({
    envelope: { client, helo: 'mail.far.test', reversePath: '' },
    recipients: [],
    header: bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4),
    size: bytes.length,
    read: async (from, to) => bytes.subarray(from, to),
  });
  assert.ok(attachments.stage === 'message');
  return (await attachments.run(message, {} as Tools))?.reason;
}

async function isFound(name: string): Promise<boolean> {
  return (await foundIn(`Content-Type: application/x; name="${name}"\r\n\r\nx`)) !== undefined;
}

test('a file that runs when opened is a program, whatever stands before its last ending', async () => {
  const programs =
    'a.exe A.SCR invoice.pdf.js letter.vb letter.vbs update.library-ms office.rdp console.msc link.url x.wim x.vhd x.vhdx';
  for (const name of [...programs.split(' '), 'letter.exe. ', 'photo.jpg .lnk']) assert.ok(await isFound(name), name);
  for (const name of [
    'a.pdf',
    'exe',
    'a.exe.txt',
    'a.vbsx',
    'notes.one.docx',
    'application',
    'a.json',
    'b.curl',
    'a.html',
  ])
    assert.ok(!(await isFound(name)), name);
});

const lines = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
const part = (type: string, bytes: Buffer): string =>
  `--b\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines(bytes)}\r\n`;
const multipart = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n';

test('a program is found behind megabytes of images, directly and in an archive', async () => {
  const picture = part('image/jpeg; name=cat.jpg', randomBytes(2_000_000));
  for (const last of [
    part('application/x; name=run.scr', Buffer.from('MZ')),
    part('application/x; name=c.tar', tar('run.scr')),
  ])
    assert.match((await foundIn(multipart + picture + picture + last)) ?? '', /run\.scr/);
  const large = tar(['cat.jpg', randomBytes(1_500_000)]);
  assert.equal(await foundIn(multipart + picture + part('application/x; name=c.tar', large)), undefined);
});

test('an archive without a file name is recognised', async () => {
  assert.match((await foundIn(multipart + part('application/x-tar', tar('run.scr')))) ?? '', /run\.scr/);
  assert.match((await foundIn(multipart + part('application/gzip', gzipSync(tar('run.scr'))))) ?? '', /run\.scr/);
});

test('the names of a thousand parts are checked, and a limited number of archives opened', async () => {
  const parts = Array.from({ length: 1_000 }, () => part('application/x; name=c.gz', gzipSync('x'))).join('');
  assert.match(
    (await foundIn(multipart + parts + part('application/x; name=run.scr', Buffer.from('MZ')))) ?? '',
    /run\.scr/,
  );
  assert.equal(await foundIn(multipart + parts), undefined);
});
