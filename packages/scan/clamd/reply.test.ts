import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAnswer, TooLarge } from '../scan-result.ts';
import { parseHostAndPort } from './host-and-port.ts';
import { parseReply } from './reply.ts';

test('clamd reports no virus, or its name', () => {
  assert.deepEqual(parseReply('stream: OK'), { virus: null });
  assert.deepEqual(parseReply('stream: Win.Test.EICAR_HDB-1 FOUND'), { virus: 'Win.Test.EICAR_HDB-1' });
});

test('a virus name is reduced to short printable ASCII on one line', () => {
  assert.deepEqual(parseReply('stream: a\tb \x1b[31mé FOUND'), { virus: 'a b [31m?' });
  assert.equal(parseReply(`stream: ${'x'.repeat(5000)} FOUND`).virus?.length, 100);
});

test('a message over the limit of clamd counts as too large', () => {
  assert.throws(() => parseReply('INSTREAM size limit exceeded. ERROR'), TooLarge);
});

test('any other reply is an error', () => {
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

test('addresses of clamd are parsed', () => {
  assert.deepEqual(parseHostAndPort('clamav:3310'), { host: 'clamav', port: 3310 });
  assert.deepEqual(parseHostAndPort('[2001:db8::1]:3310'), { host: '2001:db8::1', port: 3310 });
  for (const text of ['clamav', 'clamav:', ':3310', 'clamav:0', 'clamav:70000', '2001:db8::1:3310', 'a b:1']) {
    assert.throws(() => parseHostAndPort(text), /not host:port/, text);
  }
});
