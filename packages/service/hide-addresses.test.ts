import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { addressHider, hideDeep } from './hide-addresses.ts';

const KEY = 'the key of this installation';
const hide = addressHider(KEY);
const hashed = (address: string) => `~${createHmac('sha256', KEY).update(address).digest('hex').slice(0, 16)}`;

test('an address is replaced wherever it stands, the same in any case', () => {
  const alice = hashed('alice@example.org');
  assert.equal(hide('alice@example.org'), alice);
  assert.equal(hide('550 5.1.1 <Alice@Example.ORG>: no such user'), `550 5.1.1 <${alice}>: no such user`);
  assert.equal(hide('/api/v1/accounts/alice%40example.org?x=1'), `/api/v1/accounts/${alice}?x=1`);
  assert.equal(hide('jürgen@müller.example.'), `${hashed('jürgen@müller.example')}.`);
  assert.equal(hide('<a+b@[192.0.2.1]>'), `<${hashed('a+b@[192.0.2.1]')}>`);
  assert.equal(hide('nothing here'), 'nothing here');
});

test('in all strings of a value', () => {
  const value = { to: ['bob@example.org'], count: 3, detail: { at: null, text: 'for bob@example.org' } };
  const bob = hashed('bob@example.org');
  assert.deepEqual(hideDeep(value, hide), { to: [bob], count: 3, detail: { at: null, text: `for ${bob}` } });
});
