import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { growth, LINEAR_GROWTH } from '@postroom/testkit';
import { addressHider, hideDeep } from './hide-addresses.ts';

const KEY = 'the key of this installation';
const hider = addressHider(KEY);
const hide = hider.text;
const hashed = (address: string) => `~${createHmac('sha256', KEY).update(address).digest('hex').slice(0, 16)}`;

test('an address is replaced everywhere, the same in any case', () => {
  const alice = hashed('alice@example.org');
  assert.equal(hide('alice@example.org'), alice);
  assert.equal(hide('550 5.1.1 <Alice@Example.ORG>: no such user'), `550 5.1.1 <${alice}>: no such user`);
  assert.equal(hide('/api/v1/accounts/alice%40example.org?x=1'), `/api/v1/accounts/${alice}?x=1`);
  assert.equal(hide('jürgen@müller.example.'), `${hashed('jürgen@müller.example')}.`);
  assert.equal(hide('<a+b@[192.0.2.1]>'), `<${hashed('a+b@[192.0.2.1]')}>`);
  assert.equal(hide('nothing here'), 'nothing here');
});

test('addresses in all strings of a value are replaced', () => {
  const value = { to: ['bob@example.org'], count: 3, detail: { at: null, text: 'for bob@example.org' } };
  const bob = hashed('bob@example.org');
  assert.deepEqual(hideDeep(value, hider), { to: [bob], count: 3, detail: { at: null, text: `for ${bob}` } });
});

test('addresses with quotes, apostrophes and slashes are hidden completely', () => {
  for (const address of [
    '"odd user"@example.org',
    '"a\\"b@c"@example.org',
    "o'brien@example.org",
    'dept/alice@example.org',
    'a?b=c&d@example.org',
    'x`y@example.org',
  ]) {
    assert.equal(hide(`to <${address}>.`), `to <${hashed(address)}>.`);
    assert.equal(hide(`/accounts/${encodeURIComponent(address)}/quota`), `/accounts/${hashed(address)}/quota`, address);
  }
  assert.equal(hide("'alice@example.org'"), `'${hashed('alice@example.org')}'`);
});

test('a login is hidden whatever it looks like', () => {
  const fields = { login: 'Alice', network: '192.0.2.1', detail: { login: 'a b/c"d' } };
  assert.deepEqual(hideDeep(fields, hider), {
    login: hashed('alice'),
    network: '192.0.2.1',
    detail: { login: hashed('a b/c"d') },
  });
  assert.deepEqual(hideDeep({ login: 'alice@example.org' }, hider), { login: hashed('alice@example.org') });
});

test('a long hostile text takes linear time', () => {
  for (const piece of ['a', '@', 'a@', '@[', '"', '"\\', "'", '%40', 'a.', '@.']) {
    const times = growth((pieces) => hide(`${piece.repeat(pieces)} @x`), 3_125);
    assert.ok(times < LINEAR_GROWTH, `${piece}: ${times} times for 32 times the length`);
  }
});
