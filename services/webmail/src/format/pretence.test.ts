import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLiar, pretendedAddress } from './pretence.ts';

test('a display name that reads as another address is detected', () => {
  const told = (name: string | null) => pretendedAddress({ name, email: 'eve@evil.example' });
  assert.equal(told('"boss@bank.example"'), 'boss@bank.example');
  assert.equal(told('Boss (boss@bank.example)'), 'boss@bank.example');
  assert.equal(told('老板 boss@银行.example'), 'boss@银行.example');
  for (const name of [null, 'Eve', 'eve@EVIL.example', 'Eve @ home', 'a@b'])
    assert.equal(told(name), undefined, `${name}`);
});

test('invisible and wide characters do not hide an address in a display name', () => {
  for (const name of [
    'boss@ba\u200bnk.example',
    'bo\u00adss\u2060@bank.example',
    'boss＠bank.example',
    'boss@ｂａｎｋ．example',
  ])
    assert.equal(pretendedAddress({ name, email: 'eve@evil.example' }), 'boss@bank.example', JSON.stringify(name));
});

test('a link whose text is another host than its target is detected, however the text is written', () => {
  for (const shown of [
    ...['bank.example', ' https://www.bank.example/login?x ', 'BANK.example:443', 'evil.example.bank.example'],
    ...[
      'ba\u200bnk.example',
      'ba\u00adnk.\u2060example',
      '\u202ebank.example\u202c',
      'ｂａｎｋ．example',
      'bаnk.example',
      'bänk.example',
    ],
  ])
    assert.equal(isLiar(shown, 'https://evil.example/bank.example'), true, JSON.stringify(shown));
  for (const [shown, target] of [
    ['evil.example', 'https://www.evil.example/x'],
    ['evil.example', 'http://mail.evil.example/'],
    ['bücher.example', 'https://xn--bcher-kva.example/'],
    ['xn--bcher-kva.example', 'https://bücher.example/'],
    ['1.概述', 'https://evil.example/'],
    ['see bank.example', 'https://evil.example/'],
    ['bank.example', 'mailto:x@evil.example'],
    ['bank.example', 'nonsense'],
    ['', 'https://evil.example/'],
  ] as const)
    assert.equal(isLiar(shown, target), false, shown);
});
