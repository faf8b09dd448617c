import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHeaderChanges } from './header-changes.ts';

const added = (add_headers: unknown) => parseHeaderChanges({ milter: { add_headers } }).add;
const removed = (remove_headers: unknown) => parseHeaderChanges({ milter: { remove_headers } }).remove;

test('header fields may be an object, a text, or a list of those', () => {
  assert.deepEqual(added({ 'X-A': { value: 'one', order: 1 }, 'X-B': 'two', 'X-C': [{ value: '3' }, '4'] }), [
    { name: 'X-A', value: 'one' },
    { name: 'X-B', value: 'two' },
    { name: 'X-C', value: '3' },
    { name: 'X-C', value: '4' },
  ]);
});

test('folding is kept, whatever its line ends', () => {
  assert.equal(added({ 'DKIM-Signature': { value: 'a=b;\n\tc=d;\r\n e=f' } })[0]?.value, 'a=b;\r\n\tc=d;\r\n e=f');
});

test('one or several signatures are read', () => {
  const signed = (given: unknown) => parseHeaderChanges({ 'dkim-signature': given }).add;
  assert.deepEqual(signed('a;\r\n\tb=c'), [{ name: 'DKIM-Signature', value: 'a;\r\n\tb=c' }]);
  assert.equal(signed(['a', 'b']).length, 2);
  assert.deepEqual(signed('a\r\nb: c'), []);
});

test('a value that would inject a field or end the header is left out', () => {
  for (const value of [
    'a\r\nBcc: x',
    'a\nb',
    'a\r\n\r\nbody',
    'a\n \nb',
    'a\r\n \t\r\n b',
    'a\rb',
    `a\n ${'x'.repeat(999)}`,
  ]) {
    assert.deepEqual(added({ 'X-A': { value } }), [], JSON.stringify(value));
  }
  assert.deepEqual(added({ 'X-A': 'nul\0 é\u2028.' }), [{ name: 'X-A', value: 'nul? ??.' }]);
});

test('field names must be valid, and never trace fields', () => {
  for (const name of ['', 'X A', 'X-A:', 'X\r\nBcc', 'X-é', 'x'.repeat(77), 'Received', 'RETURN-path']) {
    assert.deepEqual(added({ [name]: 'x' }), [], JSON.stringify(name));
  }
  assert.deepEqual(removed({ 'X-Spam': 0, 'Subject\r\n': 0, Received: 1, 'return-path': 0 }), [
    { name: 'x-spam', index: 0 },
    { name: 'return-path', index: 0 },
  ]);
});

test('number and size of fields are limited', () => {
  const names = Array.from({ length: 1000 }, (_, n) => `X-${n}`);
  assert.equal(added(Object.fromEntries(names.map((name) => [name, 'x']))).length, 50);
  assert.equal(added({ 'X-A': Array.from({ length: 1000 }, () => 'x'.repeat(900)) }).length, 36);
  assert.deepEqual(added({ 'X-A': 'x'.repeat(100_000) }), []);
  assert.equal(removed(Object.fromEntries(names.map((name) => [name, 0]))).length, 200);
});

test('values of another type are ignored', () => {
  for (const milter of [undefined, null, 1, 'x', [], { add_headers: 1, remove_headers: 'x' }]) {
    assert.deepEqual(parseHeaderChanges({ milter, 'dkim-signature': milter }).remove, []);
    assert.deepEqual(parseHeaderChanges({ milter }), { add: [], remove: [] });
  }
  assert.deepEqual(added({ 'X-A': null, 'X-B': 1, 'X-C': { value: {} }, 'X-D': [[]] }), []);
  assert.deepEqual(removed({ 'X-A': '0', 'X-B': 1.5, 'X-C': null, 'X-D': [1, -1] }), [
    { name: 'x-d', index: 1 },
    { name: 'x-d', index: -1 },
  ]);
});
