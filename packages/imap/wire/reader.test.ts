import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatheredCommand } from './gathered.ts';
import { announcesMessage } from './message-literal.ts';
import { CommandReader, type ReaderLimits } from './reader.ts';

const limits: ReaderLimits = { maxLine: 60, maxLiteral: 20, maxCommand: 200, maxDiscard: 400 };

/** Returns the events of a reader for `input` cut into chunks of `size`, one line each; `drop` refuses streams. */
function read(input: string, size: number, drop = false): string[] {
  const reader = new CommandReader(limits, announcesMessage);
  const said: string[] = [];
  const bytes = Buffer.from(input, 'latin1');
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
    for (let event = reader.next(); event; event = reader.next()) {
      if (event.kind === 'data' && said.at(-1)?.startsWith('data ')) said.push(`${said.pop()}${event.bytes}`);
      else if (event.kind === 'data') said.push(`data ${event.bytes}`);
      else if (event.kind === 'command') said.push(show(event.command));
      else if (event.kind === 'refused') said.push(`refused ${event.what} ${event.tag}${event.fatal ? ' fatal' : ''}`);
      else if (event.kind === 'stream') said.push(`stream ${show(event.command)}`);
      else said.push(event.kind);
      if (event.kind === 'stream') drop ? reader.dropStream() : reader.takeStream();
    }
  }
  return said;
}

const show = (command: GatheredCommand) =>
  command.map(({ kind, bytes }) => (kind === 'line' ? `<${bytes}>` : `"${bytes}"`)).join('');

const long = 'x'.repeat(70);

const cases: { title: string; input: string; said: string[]; drop?: true }[] = [
  { title: 'lines, with CRLF and with bare LF', input: 'a NOOP\r\nb NOOP\n\r\n', said: ['<a NOOP>', '<b NOOP>', '<>'] },
  {
    title: 'a synchronising literal',
    input: 'a LOGIN {3}\r\nbob {2+}\r\npw\r\nb NOOP\r\n',
    said: ['continue', '<a LOGIN {3}>"bob"< {2+}>"pw"<>', '<b NOOP>'],
  },
  { title: 'a literal may hold line ends', input: 'a X {4+}\r\n\r\n\r\n\r\n', said: ['<a X {4+}>"\r\n\r\n"<>'] },
  { title: 'an empty literal', input: 'a X {0+}\r\n y\r\n', said: ['<a X {0+}>""< y>'] },
  { title: 'text that only looks like a literal', input: 'a X {4}"\r\na {}\r\n', said: ['<a X {4}">', '<a {}>'] },
  {
    title: 'a streamed literal and a second one',
    input: 'a APPEND b {3}\r\nabc (X) {2+}\r\nde\r\nb NOOP\r\n',
    said: [
      'stream <a APPEND b {3}>',
      'data abc',
      'data-end',
      'stream < (X) {2+}>',
      'data de',
      'data-end',
      '<>',
      '<b NOOP>',
    ],
  },
  {
    title: 'the mailbox of APPEND as a literal is gathered',
    input: 'a APPEND {1+}\r\nb {3+}\r\nabc\r\n',
    said: ['stream <a APPEND {1+}>"b"< {3+}>', 'data abc', 'data-end', '<>'],
  },
  {
    title: 'a refused synchronising stream: the next line is the next command',
    input: 'a APPEND b {3}\r\nb NOOP\r\n',
    said: ['stream <a APPEND b {3}>', '<b NOOP>'],
    drop: true,
  },
  {
    title: 'a refused non-synchronising stream is discarded with the rest of its command',
    input: 'a APPEND b {3+}\r\nabc {4+}\r\nx\r\ny z\r\nb NOOP\r\n',
    said: ['stream <a APPEND b {3+}>', '<b NOOP>'],
    drop: true,
  },
  { title: 'a line too long', input: `a ${long}\r\nb NOOP\r\n`, said: ['refused line a', '<b NOOP>'] },
  {
    title: 'a line too long that ends in a literal',
    input: `a ${long} {5+}\r\n12345 x\r\nb NOOP\r\n`,
    said: ['refused line a', '<b NOOP>'],
  },
  {
    title: 'a line too long without a tag',
    input: `${long}\r\nb NOOP\r\n`,
    said: ['refused line undefined', '<b NOOP>'],
  },
  {
    title: 'a literal too large',
    input: 'a X {21}\r\nb X {21+}\r\n123456789012345678901\r\nc NOOP\r\n',
    said: ['refused literal a', 'refused literal b', '<c NOOP>'],
  },
  {
    title: 'a command too large',
    input:
      'a {20+}\r\n12345678901234567890 {20+}\r\n12345678901234567890 {20+}\r\n12345678901234567890 {20+}\r\n12345678901234567890\r\nc NOOP\r\n',
    said: ['refused command a', '<c NOOP>'],
  },
  { title: 'an endless line is given up', input: `a ${'x'.repeat(600)}`, said: ['refused line a fatal'] },
  {
    title: 'a literal of absurd size is given up',
    input: 'a X {99999999999999999999+}\r\n',
    said: ['refused literal a fatal'],
  },
];

for (const { title, input, said, drop } of cases) {
  for (const size of [1, 2, 7, 512]) {
    test(`${title}, ${size} bytes at a time`, () => assert.deepEqual(read(input, size, drop), said));
  }
}

test('thousands of empty literals are read without recursion, up to a limit', () => {
  const reader = new CommandReader({ ...limits, maxCommand: 200_000 }, announcesMessage);
  reader.push(Buffer.from(`a ${'{0+}\r\n'.repeat(5_000)}x\r\n`));
  const whole = reader.next();
  assert.equal(whole?.kind === 'command' && whole.command.length, 10_001);
  reader.push(Buffer.from(`a ${'{0+}\r\n'.repeat(50_000)}x\r\nb NOOP\r\n`));
  reader.limits = { ...reader.limits, maxDiscard: 1_000_000 };
  assert.deepEqual(reader.next(), { kind: 'refused', what: 'command', tag: 'a', fatal: false });
  assert.equal(reader.next()?.kind, 'command');
});

test('a line sent one octet at a time is read as the same line', () => {
  const line = `a ${'x'.repeat(5_000)}`;
  const reader = new CommandReader({ ...limits, maxLine: 10_000, maxCommand: 10_000 }, announcesMessage);
  for (const octet of Buffer.from(`${line}\r\n`)) reader.push(Buffer.of(octet));
  const event = reader.next();
  assert.equal(event?.kind === 'command' && event.command[0]?.bytes.toString(), line);
});

test('an APPEND is recognised behind a tag of any length', () => {
  const announces = (text: string) => announcesMessage([{ kind: 'line', bytes: Buffer.from(text) }]);
  assert.equal(announces(`${'t'.repeat(300)}  append   INBOX {3}`), true);
  assert.equal(announces('a APPEND "{3}" {3}'), true);
  assert.equal(announces('a APPEND {3}'), false);
  assert.equal(announces('a APPEND ~{3+}'), false);
  assert.equal(announces('a APPENDS b {3}'), false);
  assert.equal(announces('append b {3}'), false);
});

test('dropping a message half way discards the rest of it', () => {
  const reader = new CommandReader(limits, announcesMessage);
  reader.push(Buffer.from('a APPEND b {6+}\r\nabc'));
  assert.equal(reader.next()?.kind, 'stream');
  reader.takeStream();
  assert.equal(reader.next()?.kind, 'data');
  reader.dropStream();
  reader.push(Buffer.from('def (x)\r\nb NOOP\r\n'));
  const event = reader.next();
  assert.equal(event?.kind === 'command' && show(event.command), '<b NOOP>');
  assert.equal(reader.idle, true);
});

test('dropping behind a literal discards the rest of the line, and between commands nothing', () => {
  const reader = new CommandReader(limits, announcesMessage);
  reader.push(Buffer.from('a APPEND b {1+}\r\na (x'));
  assert.equal(reader.next()?.kind, 'stream');
  reader.takeStream();
  assert.equal(reader.next()?.kind, 'data');
  assert.equal(reader.next()?.kind, 'data-end');
  assert.equal(reader.next(), undefined);
  reader.dropStream();
  reader.push(Buffer.from(') {2+}\r\nzz\r\nb NOOP\r\nc NOOP\r\n'));
  for (const line of ['<b NOOP>', '<c NOOP>']) {
    const event = reader.next();
    assert.equal(event?.kind === 'command' && show(event.command), line);
    reader.dropStream();
  }
});

test('with linesOnly nothing is read as a literal', () => {
  const reader = new CommandReader(limits);
  reader.linesOnly = true;
  reader.push(Buffer.from('ab{3}\r\nDONE\r\n'));
  for (const line of ['<ab{3}>', '<DONE>']) {
    const event = reader.next();
    assert.equal(event?.kind === 'command' && show(event.command), line);
  }
});

test('clear discards pipelined commands', () => {
  const reader = new CommandReader(limits);
  reader.push(Buffer.from('a STARTTLS\r\nb LOGIN x y\r\nc'));
  reader.next();
  assert.equal(reader.pending, 14);
  reader.clear();
  assert.equal(reader.next(), undefined);
  assert.equal(reader.idle, true);
});
