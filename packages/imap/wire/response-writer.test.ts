import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResponseWriter } from './response-writer.ts';

const written = (write: (writer: ResponseWriter) => unknown) => {
  const writer = new ResponseWriter();
  write(writer);
  return writer.take().toString();
};

test('strings are quoted where possible', () => {
  assert.equal(
    written((w) => w.string('a "b" \\')),
    '"a \\"b\\" \\\\"',
  );
  assert.equal(
    written((w) => w.string('')),
    '""',
  );
  assert.equal(
    written((w) => w.string('ü')),
    '{2}\r\nü',
  );
  assert.equal(
    written((w) => w.string('a\r\nb')),
    '{4}\r\na\r\nb',
  );
  assert.equal(
    written((w) => w.nstring(null).nstring('x')),
    'NIL"x"',
  );
  assert.equal(
    written((w) => w.literal8(Buffer.of(65))),
    '~{1}\r\nA',
  );
});

test('mailbox names are written as atoms, quoted, in modified UTF-7 or UTF-8', () => {
  assert.equal(
    written((w) => w.mailbox('INBOX')),
    'INBOX',
  );
  assert.equal(
    written((w) => w.mailbox('My "Mail"')),
    '"My \\"Mail\\""',
  );
  assert.equal(
    written((w) => w.mailbox('')),
    '""',
  );
  assert.equal(
    written((w) => w.mailbox('nil')),
    '"nil"',
  );
  assert.equal(
    written((w) => w.mailbox('Entwürfe')),
    'Entw&APw-rfe',
  );
  assert.equal(
    written((w) => {
      w.utf8 = true;
      w.mailbox('Entwürfe & mehr');
    }),
    '"Entwürfe & mehr"',
  );
});

test('the writer grows, returns all its octets and starts again', () => {
  const writer = new ResponseWriter();
  const row = '* 1 FETCH (FLAGS (\\Seen))\r\n';
  for (let i = 0; i < 10_000; i += 1) writer.text(row);
  assert.equal(writer.length, row.length * 10_000);
  assert.equal(writer.take().toString(), row.repeat(10_000));
  assert.equal(writer.length, 0);
  assert.equal(writer.flags(['\\Seen', 'a']).take().toString(), '(\\Seen a)');
});

test('an unfinished response is withdrawn unless a part of it was already taken', () => {
  const writer = new ResponseWriter();
  writer.text('* 1 EXISTS\r\n').begin().text('* 1 FETCH (');
  assert.equal(writer.abandon(), true);
  assert.equal(writer.begin().text('* 2 FETCH ()\r\n').end().abandon(), true);
  writer.begin();
  assert.equal(writer.take().toString(), '* 1 EXISTS\r\n* 2 FETCH ()\r\n');
  assert.equal(writer.text('* 3 FETCH (').abandon(), true);
  assert.equal(writer.length, 0);
  assert.equal(writer.begin().text('* 4 FETCH (BODY[] {10}\r\n').take().length, 24);
  assert.equal(writer.abandon(), false);
  assert.equal(writer.abandon(), true);
});
