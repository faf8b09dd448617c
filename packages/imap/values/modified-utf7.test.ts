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

test('invalid modified UTF-7 is refused', () => {
  for (const bad of ['&', 'a&', '&U,BTFw', '&A-', '&!!-', '& -', '&2D0-', '&U,BTFw-&', '&AAA-', 'x&y&-']) {
    assert.throws(() => decodeModifiedUtf7(bad), ImapSyntaxError, bad);
  }
});

test('each name has only one form in modified UTF-7', () => {
  const others = {
    'a letter in base64': '&AGE-',
    'the delimiter in base64': '&AC8-',
    'a wildcard in base64': '&ACo-',
    '& in base64': '&ACY-',
    'a shift behind a shift': '&U,A-&UxA-',
    'bits left over': '&APx-',
    'a slash for a comma': '&U/BTFw-',
    padding: '&APw=-',
    'a whole octet too much': '&APwA-',
    'half a character': '&2D3eAA-&2D0-',
  };
  for (const [title, bad] of Object.entries(others)) {
    assert.throws(() => decodeModifiedUtf7(bad), ImapSyntaxError, title);
  }
});

test('every character is decoded from its encoded form', () => {
  for (let code = 1; code < 0x11_0000; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const name = `x${String.fromCodePoint(code)}y`;
    assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(name)), name);
  }
});
