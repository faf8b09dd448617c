import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tools } from '../check.ts';
import { readMessage } from '../message/message.ts';
import { attachments } from './attachments.ts';

async function isFound(name: string): Promise<boolean> {
  const text = `From: a@far.test\r\nContent-Type: application/x; name="${name}"\r\n\r\nx`;
  const bytes = Buffer.from(text);
  const client = { address: '192.0.2.1', isEarly: false, unknownRecipients: async () => 0 };
  const message = readMessage({
    envelope: { client, helo: 'mail.far.test', reversePath: '' },
    recipients: [],
    header: bytes.subarray(0, -1),
    read: async () => bytes,
    readEnd: async () => bytes,
  });
  assert.ok(attachments.stage === 'message');
  return (await attachments.run(message, {} as Tools)) !== undefined;
}

test('what runs when it is opened is a program, whatever it is called before its last dot', async () => {
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
