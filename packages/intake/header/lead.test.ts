import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import { fieldValue, parseHeader } from '@postroom/mime';
import { openToFields } from './lead.ts';

const FIELDS = 'Subject: one\r\n two\r\nFrom: a@x.test\r\n\r\nbody\r\n';

/** Puts a field of ours in front of the message, as intake does, and reads the result. */
function stored(message: string): { text: string; names: string[]; subject: string; body: string } {
  const { header, body, size } = openToFields(stageBlob(Buffer.from(message, 'latin1')));
  const whole = Buffer.concat([Buffer.from('Received: ours\r\n'), header]);
  assert.equal(size, header.length + (body?.length ?? 0));
  const fields = parseHeader(whole);
  const subject = fields.find(({ name }) => name === 'subject');
  return {
    text: Buffer.concat([whole, body as Buffer]).toString('latin1'),
    names: fields.map(({ name }) => name),
    subject: subject ? fieldValue(whole, subject) : '',
    body: body?.toString('latin1') ?? '',
  };
}

test('text before the first field becomes a field of its own, and all octets are kept', () => {
  for (const lead of [
    'From x@y.test Thu Jan  1 00:00:00 1970\r\n',
    '>From x\r\n',
    ' blanks\r\n',
    'stray line\r\n',
    '\r\n',
    '\n',
  ]) {
    const { text, names, subject, body } = stored(lead + FIELDS);
    assert.ok(text.endsWith(lead + FIELDS), JSON.stringify(text));
    assert.deepEqual(names, ['received', 'x-mailbox-line', 'subject', 'from'], JSON.stringify(lead));
    assert.deepEqual([subject, body], ['one two', 'body\r\n']);
  }
});

test('several lines before the first field become a field each', () => {
  const { names, subject } = stored(`\r\n\r\nFrom x\r\n${FIELDS}`);
  assert.deepEqual(names.slice(1), ['x-mailbox-line', 'x-mailbox-line', 'x-mailbox-line', 'subject', 'from']);
  assert.equal(subject, 'one two');
});

test('the field behind a byte order mark can be read', () => {
  const { text, names, subject } = stored(`\xef\xbb\xbf${FIELDS}`);
  assert.deepEqual(names, ['received', 'subject', 'x-mailbox-line', 'from']);
  assert.equal(subject, 'one two');
  assert.ok(text.endsWith(`\xef\xbb\xbf${FIELDS}`));
});

test('a text without a header is stored as a body', () => {
  for (const message of ['hello\r\nworld\r\n', 'hello\r\n\r\nworld\r\n', '']) {
    assert.equal(stored(message).text, `Received: ours\r\n\r\n${message}`);
  }
  assert.equal(stored('\r\nhello: world\r\n').text, 'Received: ours\r\n\r\nhello: world\r\n');
});

test('a message that begins with a field is unchanged', () => {
  const blob = stageBlob(Buffer.from(FIELDS));
  assert.equal(openToFields(blob), blob);
});
