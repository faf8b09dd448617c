import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import { quickenData } from './quick-data.ts';

/** What the message is and which commands are seen behind it, fed in chunks of so many octets. */
async function receive(wire: string, size: number): Promise<{ message: string; commands: string[] }> {
  const parser = quickenData(new SMTPStream());
  const commands: string[] = [];
  parser.oncommand = (command: Buffer, next: () => void) => {
    commands.push(command.toString());
    next();
  };
  const message = buffer(parser.startDataMode());
  const ended = message.then(() => parser.continue());
  const bytes = Buffer.from(wire);
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => parser.write(bytes.subarray(at, at + size), resolve as () => void));
  }
  await ended;
  await new Promise((resolve) => setImmediate(resolve));
  return { message: (await message).toString(), commands };
}

const filler = `${'a line of text\r\n'.repeat(20)}`;
const messages: [wire: string, message: string][] = [
  ['.\r\n', ''],
  ['\r\n.\r\n', '\r\n'],
  ['..\r\n.\r\n', '.\r\n'],
  [`${filler}.\r\n`, filler],
  [`${filler}..\r\n..x\r\n${filler}...\r\n.\r\n`, `${filler}.\r\n.x\r\n${filler}..\r\n`],
  [`${filler}bare\n.\r\n${filler}.\r\n`, `${filler}bare\n.\r\n${filler}`],
  [`${filler}bare\r.\r\n${filler}.\r\n`, `${filler}bare\r.\r\n${filler}`],
];

for (const size of [1, 2, 3, 5, 7, 512, 100_000]) {
  test(`messages end and are unstuffed alike in chunks of ${size}`, async () => {
    for (const [wire, message] of messages) {
      const got = await receive(`${wire}NOOP\r\n`, size);
      assert.deepEqual(got, { message, commands: ['NOOP'] }, JSON.stringify(wire));
    }
  });
}
