import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneClickOf } from './one-click.ts';

const HOST = 'mail.postroom.test';
const RECEIVED = `Received: from x.test ([192.0.2.1])\r\n\tby ${HOST} (Postroom) with ESMTPS id 1; Sat, 28 Nov 2026 10:00:00 +0000\r\n`;
const FOUND = `Authentication-Results: ${HOST};\r\n\tdkim=pass header.d=list.test header.s=k1 header.a=rsa-sha256\r\n\theader.b=AbCdEf12\r\n`;
const SIGNED =
  'DKIM-Signature: v=1; a=rsa-sha256; d=List.test; s=k1; bh=x;\r\n\th=From:List-Unsubscribe:\r\n\tlist-unsubscribe-post; b=AbCd\r\n\tEf12Gh34\r\n';
const LINKS = 'List-Unsubscribe: <mailto:leave@list.test>,\r\n\t<https://list.test/leave?u=1\r\n\t&t=2>\r\n';
const POST = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n';

const read = (...fields: string[]) => oneClickOf(Buffer.from(`${fields.join('')}From: a@list.test\r\n\r\n`), HOST);

test('RFC 8058: one-click unsubscribe needs an https URL and a valid signature over both fields', () => {
  assert.equal(read(RECEIVED, FOUND, SIGNED, LINKS, POST), 'https://list.test/leave?u=1&t=2');
});

test('any other mail has no one-click unsubscribe', () => {
  for (const [what, ...fields] of [
    ['it is not offered', RECEIVED, FOUND, SIGNED, LINKS],
    ['something else is', RECEIVED, FOUND, SIGNED, LINKS, POST.replace('One-Click', 'Two-Clicks')],
    ['twice', RECEIVED, FOUND, SIGNED, LINKS, POST, POST],
    ['one that nobody signed', RECEIVED, FOUND, SIGNED, LINKS, LINKS, POST],
    ['in clear', RECEIVED, FOUND, SIGNED, LINKS.replace('https', 'http'), POST],
    ['by mail alone', RECEIVED, FOUND, SIGNED, 'List-Unsubscribe: <mailto:leave@list.test>\r\n', POST],
    ['unsigned', RECEIVED, FOUND, LINKS, POST],
    ['signed without it', RECEIVED, FOUND, SIGNED.replace('list-unsubscribe-post', 'to'), LINKS, POST],
    ['wrongly signed', RECEIVED, FOUND.replace('pass', 'fail'), SIGNED, LINKS, POST],
    ['another signature was right', RECEIVED, FOUND.replace('AbCdEf12', 'ZbCdEf12'), SIGNED, LINKS, POST],
    ['another selector', RECEIVED, FOUND.replace('k1', 'k2'), SIGNED, LINKS, POST],
    ['another domain', RECEIVED, FOUND.replace('list.test', 'other.test'), SIGNED, LINKS, POST],
    ['which is not said', RECEIVED, FOUND.replace(/\s+header\.b=\S+/, ''), SIGNED, LINKS, POST],
    ['they say so themselves', RECEIVED, RECEIVED, FOUND, SIGNED, LINKS, POST],
    ['nobody here looked', FOUND, SIGNED, LINKS, POST],
    ['one of ours wrote it', RECEIVED.replace('ESMTPS', 'ESMTPSA'), FOUND, SIGNED, LINKS, POST],
  ])
    assert.equal(read(...fields), null, what);
});

test('a signature with very many blanks inside is read in linear time', () => {
  for (const blank of [' ', '\t', '\r', '\r\n ']) {
    const long = SIGNED.replace('AbCd', `AbCd${blank.repeat(300_000)}`);
    assert.equal(read(RECEIVED, FOUND, long, LINKS, POST), 'https://list.test/leave?u=1&t=2');
  }
});
