/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMailto } from './mailto.ts';

const NOTHING = { to: '', cc: '', bcc: '', subject: '', words: '' };

test('a mailto link is parsed into recipients, subject and text', () => {
  const link =
    'MAILTO:ann@x.test,ben+list@x.test?to=kim@x.test&CC=li@x.test&Subject=A%20%26%20B&body=One%0D%0ATwo%20+%20three';
  assert.deepEqual(parseMailto(link), {
    to: 'ann@x.test, ben+list@x.test, kim@x.test',
    cc: 'li@x.test',
    bcc: '',
    subject: 'A & B',
    words: 'One\nTwo + three',
  });
  assert.deepEqual(parseMailto('mailto:?subject=caf%C3%A9&body=100%'), { ...NOTHING, subject: 'café', words: '100%' });
  assert.deepEqual(parseMailto('mailto:Ann%20%3Cann@x.test%3E%2C%20ben@x.test'), {
    ...NOTHING,
    to: 'Ann <ann@x.test>, ben@x.test',
  });
  assert.deepEqual(parseMailto('mailto:'), NOTHING);
  assert.equal(parseMailto('https://x.test/?mailto:ann@x.test'), null);
});

test('a mailto link adds no attachments, other fields or header lines', () => {
  assert.deepEqual(
    parseMailto('mailto:ann@x.test?attach=/etc/passwd&from=eve@x.test&subject=a%0D%0ABcc:%20eve@x.test'),
    {
      ...NOTHING,
      to: 'ann@x.test',
      subject: 'a Bcc: eve@x.test',
    },
  );
  assert.equal(parseMailto(`mailto:${'%2C'.repeat(20_000)}`)?.to.includes('@'), false);
});
