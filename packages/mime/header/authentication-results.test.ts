import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAuthenticationResults } from './authentication-results.ts';

const read = (value: string) =>
  readAuthenticationResults(value).map(({ method, result, properties }) => [
    `${method}=${result}`,
    ...Array.from(properties, ([name, text]) => `${name}=${text}`),
  ]);

test('results are read one by one, with their properties', () => {
  assert.deepEqual(
    read(
      'mail.example; spf=pass (mail.example: domain of a@x.test says so) smtp.mailfrom=x.test; DKIM/1=Pass header.d="x.test" header.s=k;\r\n\tdmarc=pass (p=REJECT) header.from=x.test',
    ),
    [
      ['spf=pass', 'smtp.mailfrom=x.test'],
      ['dkim=pass', 'header.d=x.test', 'header.s=k'],
      ['dmarc=pass', 'header.from=x.test'],
    ],
  );
  assert.deepEqual(read('mail.example; none'), []);
});

test('comments and quoted values contain no results', () => {
  const inside =
    'mail.example; spf=fail (; dmarc=pass header.from=bank.example) smtp.mailfrom="; dkim=pass header.d=b.test"';
  assert.deepEqual(read(inside), [['spf=fail', 'smtp.mailfrom=; dkim=pass header.d=b.test']]);
  assert.deepEqual(read('mail.example; spf=fail (a (nested; dkim=pass) \\) ; dmarc=pass'), [['spf=fail']]);
  assert.deepEqual(read('mail.example; a b c; ==; dkim=pass'), [['dkim=pass']]);
  assert.deepEqual(read('mail.example; ""=pass; /1=pass; dmarc=""; spf=; dkim=pass'), [['dkim=pass']]);
});

test('a long value is read in linear time', () => {
  assert.equal(read(`m; ${'a=b;'.repeat(100_000)}`).length, 50);
  assert.deepEqual(read(`m; ${'('.repeat(200_000)}`), []);
  assert.deepEqual(read(`m; "${'\\'.repeat(200_000)}`), []);
  // A quoted string that never ends, which at the same time may begin thousands of others.
  assert.deepEqual(read(`m; "${'\\"'.repeat(500_000)}`), []);
});
