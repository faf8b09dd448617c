import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionLimits } from './limits.ts';

test('an address has a limited number of connections, and gets a place back when one closes', () => {
  const limits = new ConnectionLimits({ total: 10, perAddress: 2 });
  assert.equal(limits.take('2001:db8::1'), undefined);
  assert.equal(limits.take('2001:db8::2'), undefined);
  assert.equal(limits.take('2001:db8::3'), 'address');
  assert.equal(limits.take('2001:db8:0:1::3'), undefined);
  limits.release('2001:db8::1');
  assert.equal(limits.take('2001:db8::3'), undefined);
  assert.equal(limits.total, 3);
});

test('the total limit applies across addresses', () => {
  const limits = new ConnectionLimits({ total: 2, perAddress: 2 });
  limits.take('192.0.2.1');
  limits.take('192.0.2.2');
  assert.equal(limits.take('192.0.2.3'), 'total');
});
