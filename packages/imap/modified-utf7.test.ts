import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { ImapSyntaxError } from './syntax-error.ts';

const pairs: [string, string][] = [
  ['INBOX', 'INBOX'],
  ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'], // RFC 3501 5.1.3
  ['Tom &- Jerry', 'Tom & Jerry'],
  ['&-&-', '&&'],
  ['Entw&APw-rfe', 'Entwürfe'],
  ['&2D3eAA-', '😀'],
];

for (const [encoded, name] of pairs) {
  test(`modified UTF-7: ${encoded}`, () => {
    assert.equal(encodeModifiedUtf7(name), encoded);
    assert.equal(decodeModifiedUtf7(encoded), name);
  });
}

test('modified UTF-7 refuses what is not', () => {
  for (const bad of ['&', 'a&', '&U,BTFw', '&A-', '&!!-', '& -', '&2D0-', '&U,BTFw-&', '&AAA-', 'x&y&-']) {
    assert.throws(() => decodeModifiedUtf7(bad), ImapSyntaxError, bad);
  }
});
