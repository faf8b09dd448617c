import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAnswer, TooLarge } from '../scan-result.ts';
import { parseHostAndPort } from './host-and-port.ts';
import { parseReply } from './reply.ts';

test('clamd says that nothing, or what was found', () => {
  assert.deepEqual(parseReply('stream: OK'), { virus: null });
  assert.deepEqual(parseReply('stream: Win.Test.EICAR_HDB-1 FOUND'), { virus: 'Win.Test.EICAR_HDB-1' });
});

test('a name is printable ASCII on one line, and short', () => {
  assert.deepEqual(parseReply('stream: a\tb \x1b[31mé FOUND'), { virus: 'a b [31m?' });
  assert.equal(parseReply(`stream: ${'x'.repeat(5000)} FOUND`).virus?.length, 100);
});

test('what is over its limit would not be scanned the next time either', () => {
  assert.throws(() => parseReply('INSTREAM size limit exceeded. ERROR'), TooLarge);
});

test('everything else is no answer', () => {
  for (const text of [
    '',
    'OK',
    'stream: ',
    'stream:  FOUND!',
    'UNKNOWN COMMAND',
    'stream: OK\nstream: OK',
    '\xff\xfe',
  ]) {
    assert.throws(() => parseReply(text), BadAnswer, JSON.stringify(text));
  }
});

test('addresses of clamd', () => {
  assert.deepEqual(parseHostAndPort('clamav:3310'), { host: 'clamav', port: 3310 });
  assert.deepEqual(parseHostAndPort('[2001:db8::1]:3310'), { host: '2001:db8::1', port: 3310 });
  for (const text of ['clamav', 'clamav:', ':3310', 'clamav:0', 'clamav:70000', '2001:db8::1:3310', 'a b:1']) {
    assert.throws(() => parseHostAndPort(text), /not host:port/, text);
  }
});
