import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReceivedTrace, receivedHeader, withProtocol } from './received.ts';

const trace: ReceivedTrace = {
  ehlo: 'client.test',
  remoteAddress: '::ffff:192.0.2.9',
  by: 'mx.postroom.test',
  extended: true,
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  authenticated: true,
  smtpUtf8: false,
  id: 'abc123',
  recipients: ['bob@postroom.test'],
  date: new Date('2026-11-22T10:12:03Z'),
};

test('a Received field has all its clauses', () => {
  assert.equal(
    receivedHeader(trace),
    [
      'Received: from client.test ([192.0.2.9])',
      '(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)',
      'by mx.postroom.test (Postroom) with ESMTPSA',
      'id abc123',
      'for <bob@postroom.test>;',
      'Sun, 22 Nov 2026 10:12:03 +0000\r\n',
    ].join('\r\n\t'),
  );
});

test('protocol names are those of RFC 3848 and RFC 6531', () => {
  assert.equal(withProtocol({ ...trace, extended: false }), 'SMTP');
  assert.equal(withProtocol({ ...trace, tls: undefined, authenticated: false }), 'ESMTP');
  assert.equal(withProtocol({ ...trace, authenticated: false }), 'ESMTPS');
  assert.equal(withProtocol({ ...trace, smtpUtf8: true }), 'UTF8SMTPSA');
  assert.equal(withProtocol({ ...trace, lmtp: true, authenticated: false }), 'LMTPS');
  assert.equal(
    withProtocol({ ...trace, lmtp: true, authenticated: false, tls: undefined, smtpUtf8: true }),
    'UTF8LMTP',
  );
});

test('the for clause has the address as given, in A-labels if only the domain is not ASCII, or none', () => {
  const line = (recipient: string) =>
    / for <(.*)>/.exec(
      receivedHeader({ ...trace, smtpUtf8: true, recipients: [recipient] }).replaceAll('\t', ' '),
    )?.[1];
  assert.equal(line('Bob@XN--bcher-kva.test'), 'Bob@XN--bcher-kva.test');
  assert.equal(line('Bob@bücher.test'), 'Bob@xn--bcher-kva.test');
  assert.equal(line('用户@bücher.test'), undefined);
});

test('with several recipients there is no for clause', () => {
  assert.doesNotMatch(receivedHeader({ ...trace, recipients: ['a@x.test', 'b@x.test'] }), / for /);
});

test('values of the client cannot break out of the field', () => {
  const hostile = 'x)\r\nSubject: injected\r\n\r\n(';
  const header = receivedHeader({ ...trace, ehlo: hostile, remoteHost: hostile, id: hostile, recipients: [hostile] });
  assert.deepEqual(header.match(/\r\n(?!\t|$)/g), null);
  assert.match(header, /^Received: from \[192\.0\.2\.9\] \(x\?\?\?Subject:/);
  assert.doesNotMatch(header, /for </);
});
