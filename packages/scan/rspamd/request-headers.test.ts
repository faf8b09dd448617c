import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelopeOf } from '../testing.ts';
import { requestHeaders } from './request-headers.ts';

test('the envelope is sent in the fields of rspamd, without unknown values', () => {
  assert.deepEqual(requestHeaders(envelopeOf(), ''), {
    'Queue-Id': '019cd2f0-7b5e-7c44-a2b1-5f0d3c1e9a77',
    IP: '192.0.2.1',
    Helo: 'client.test',
    From: '<sender@elsewhere.test>',
    'MTA-Name': 'mail.postroom.test',
    Rcpt: ['<alice@a.test>'],
  });
  const more = envelopeOf({
    reversePath: '',
    user: 'alice@a.test',
    tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  });
  const headers = requestHeaders(more, 'secret');
  assert.equal(headers.From, '<>');
  assert.equal(headers.User, 'alice@a.test');
  assert.equal(headers.Password, 'secret');
  assert.deepEqual([headers['TLS-Version'], headers['TLS-Cipher']], ['TLSv1.3', 'TLS_AES_256_GCM_SHA384']);
});

test('values of the client cannot inject lines and are limited; UTF-8 is sent as octets', () => {
  const headers = requestHeaders(envelopeOf({ clientName: `a\r\nIP: 127.0.0.1\0${'x'.repeat(9999)}` }), '');
  assert.match(headers.Helo as string, /^aIP: 127\.0\.0\.1x+$/);
  assert.equal(headers.Helo?.length, 512 - 3);
  assert.equal(requestHeaders(envelopeOf({ reversePath: 'é@x.test' }), '').From, '<Ã©@x.test>');
});

test('of very many recipients only the first are sent', () => {
  const recipients = Array.from({ length: 5000 }, (_, n) => `${'u'.repeat(60)}${n}@a.test`);
  const sent = requestHeaders(envelopeOf({ recipients }), '').Rcpt as string[];
  assert.ok(sent.length > 500 && sent.length < 1000);
  assert.ok(sent.join('\r\nRcpt: ').length < 48 * 1024);
});
