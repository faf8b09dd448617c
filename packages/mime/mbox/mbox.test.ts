import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marksInHeader } from './marks-in-header.ts';
import { readMbox } from './read-mbox.ts';
import { type MboxEntry, writeMbox } from './write-mbox.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const octets = Buffer.from(text, 'latin1');
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function all(octets: AsyncIterable<Buffer>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(octets)).toString('latin1');
}

async function read(text: string, size = 7) {
  const found: { text: string; date: string | undefined; marks: string }[] = [];
  for await (const { octets, date, marks } of readMbox(inPieces(text, size))) {
    const names = Object.entries(marks ?? {}).filter(([, is]) => is);
    found.push({ text: await all(octets), date: date?.toISOString(), marks: names.map(([name]) => name).join(' ') });
  }
  return found;
}

const entry: MboxEntry = {
  sender: 'a@x.test',
  date: new Date('2026-03-04T05:06:07Z'),
  seen: true,
  answered: false,
  flagged: true,
  draft: false,
};

test('a written mailbox file is read back unchanged, however it is split', async () => {
  const messages = [
    'Subject: one\r\n\r\nFrom here\r\n>From there\r\n>>From\r\n\r\nFrom me Mon Mar  2 01:01:01 2026\r\n',
    'Subject: two\r\n\r\nno end',
    'Subject: header alone\r\n',
    `Subject: long\r\n\r\n${'x'.repeat(200_000)}\r\n\r\n\r\n`,
    'Status: mine\r\nSubject: Status\r\n\r\n.\r\n',
  ];
  let file = '';
  for (const message of messages) file += await all(writeMbox(entry, inPieces(message, 1_000)));
  assert.match(file, /^From a@x\.test Wed Mar {2}4 05:06:07 2026\nStatus: RO\nX-Status: F\nSubject: one\n/);
  for (const size of [1, 13, 65_536, 1_000_000]) {
    const found = await read(file, size);
    const whole = messages.map((message) => (message.endsWith('\r\n') ? message : `${message}\r\n`));
    assert.equal(found.length, whole.length);
    for (const [at, { text }] of found.entries()) assert.ok(text === whole[at], `message ${at}: ${text.slice(0, 100)}`);
    assert.ok(found.every(({ date, marks }) => date === '2026-03-04T05:06:07.000Z' && marks === 'seen flagged'));
  }
});

test('files of other programs are read: CRLF, a missing address, an unreadable date, a missing end', async () => {
  const found = await read(
    'From - Thu Jan 01 00:00:00 1970\r\nStatus: O\r\nX-Status: A\r\nSubject: a\r\n\r\nFrom the start\r\n\r\nFrom x@y.test Xxx 99 99:99:99 2026 +0100\nSubject: b\n\nlast',
  );
  assert.deepEqual(found, [
    { text: 'Subject: a\r\n\r\nFrom the start\r\n', date: '1970-01-01T00:00:00.000Z', marks: 'answered' },
    { text: 'Subject: b\r\n\r\nlast', date: undefined, marks: '' },
  ]);
});

test('a file that is not a mailbox is read as one message', async () => {
  const message = 'Subject: x\r\n\r\n>From a\r\n\r\nFrom b@c.test Mon Mar  2 01:01:01 2026\r\n\r\n';
  assert.deepEqual(await read(message), [{ text: message, date: undefined, marks: '' }]);
  assert.deepEqual(await read(''), []);
});

test('a message that is not read to its end does not affect the next one', async () => {
  const subjects: string[] = [];
  for await (const { octets } of readMbox(
    inPieces('From a Mon Mar  2 01:01:01 2026\nA\n\nx\n\nFrom a Mon Mar  2 01:01:01 2026\nB\n\ny\n', 5),
  )) {
    for await (const first of octets) {
      subjects.push(first.toString());
      break;
    }
  }
  assert.deepEqual(subjects, ['A', 'B']);
});

test('flags are read from the header fields of mail programs', () => {
  const marks = (header: string) =>
    Object.entries(marksInHeader(Buffer.from(`${header}\r\n\r\n`)))
      .flatMap(([name, is]) => (is ? [name] : []))
      .join(' ');
  assert.equal(marks('Subject: x\r\nStatus: RO\r\nX-Status: AF'), 'seen answered flagged');
  assert.equal(marks('X-Mozilla-Status: 0007\r\nX-Mozilla-Status2: 00800000\r\nSubject: x'), 'seen answered flagged');
  assert.equal(marks('X-Mozilla-Status: 0009\r\nSubject: x'), 'seen gone');
  assert.equal(marks('X-Status: D'), 'gone');
  assert.equal(marks('X-Mozilla-Status: xyz\r\nStatus:'), '');
});
