import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pretendedAddress } from './pretence.ts';

test('a display name that reads as another address is detected', () => {
  const told = (name: string | null) => pretendedAddress({ name, email: 'eve@evil.example' });
  assert.equal(told('"boss@bank.example"'), 'boss@bank.example');
  assert.equal(told('Boss (boss@bank.example)'), 'boss@bank.example');
  assert.equal(told('老板 boss@银行.example'), 'boss@银行.example');
  for (const name of [null, 'Eve', 'eve@EVIL.example', 'Eve @ home', 'a@b'])
    assert.equal(told(name), undefined, `${name}`);
});
