import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey, domainKey, withoutTag } from './address-key.ts';

test('different spellings of an address have one key', () => {
  assert.equal(addressKey('Alice@A.Test'), 'alice@a.test');
  assert.equal(addressKey('x@xn--bcher-kva.test'), 'x@bücher.test');
  assert.equal(addressKey('x@BU\u0308CHER.test.'), 'x@bücher.test');
  assert.equal(addressKey('JOSE\u0301@a.test'), 'josé@a.test');
  assert.equal(domainKey('A.TEST.'), 'a.test');
  for (const bad of ['', 'alice', '@a.test', 'alice@', 'a@b c', 'a@[1.2.3.4]', 'a b@a.test', 'a\0@a.test'])
    assert.equal(addressKey(bad), null, bad);
});

test('unnecessary quotes are ignored (RFC 5321 4.1.2)', () => {
  assert.equal(addressKey('"Alice"@a.test'), 'alice@a.test');
  assert.equal(addressKey('"al\\ice"@a.test'), 'alice@a.test');
  assert.equal(addressKey('"a..b"@a.test'), addressKey('a..b@a.test'));
  assert.equal(addressKey('"Odd User"@a.test'), '"odd user"@a.test');
});

test('the key of a key is the same key', () => {
  for (const address of ['"odd user"@a.test', '"a@b"@a.test', '"\\"a\\""@a.test', '"a\\\\b c"@a.test', '""@a.test']) {
    const key = addressKey(address) as string;
    assert.equal(addressKey(key), key, address);
  }
});

test('a tag is removed from the end of the local part', () => {
  assert.equal(withoutTag('alice+x@a.test'), 'alice@a.test');
  assert.equal(withoutTag('"odd user+x y"@a.test'), '"odd user"@a.test');
  assert.equal(withoutTag('"a+@b"@a.test'), 'a@a.test');
  for (const none of ['alice@a.test', '+x@a.test', 'alice@a+b.test']) assert.equal(withoutTag(none), null, none);
});
