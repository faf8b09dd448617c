import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, placeAt } from './address.ts';

const MAILBOXES = [
  { id: 'M1', role: 'inbox' },
  { id: 'M4', role: 'archive' },
  { id: 'M7', role: null },
];

test('every view has a URL that leads to it', () => {
  for (const [address, mailboxId, search, openId] of [
    ['/#/inbox/E5', 'M1', '', 'E5'],
    ['/#/archive', 'M4', '', null],
    ['/#/M7/E12', 'M7', '', 'E12'],
    ['/#/a9:M3/a9:E5', 'a9:M3', '', 'a9:E5'],
    ['/#/all?q=from%3Aanna%20100%25', null, 'from:anna 100%', null],
    ['/#/M7/E5?q=%E9%82%AE%E4%BB%B6', 'M7', '邮件', 'E5'],
  ] as const) {
    assert.equal(addressOf({ mailboxId, search, openId }, MAILBOXES), address);
    assert.deepEqual(placeAt(address.slice(1), MAILBOXES), { mailboxId, search, openId });
  }
  assert.equal(addressOf({ mailboxId: 'M1', search: '', openId: null }, MAILBOXES), '/');
});

test('an invalid URL leads to no view, and half a character does not break one', () => {
  for (const hash of ['', '#', '#list', '#/', '#/all', '#/all?q=%20', '#/M7/E5/x', '#/<b>', '#mailto=x'])
    assert.equal(placeAt(hash, MAILBOXES), undefined, hash);
  assert.deepEqual(placeAt('#/all?q=100%', MAILBOXES), { mailboxId: null, search: '100%', openId: null });
  assert.equal(addressOf({ mailboxId: null, search: 'a\ud800', openId: null }, MAILBOXES), '/#/all?q=a%EF%BF%BD');
});
