import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapSyntaxError } from '@postroom/imap';
import { ALL_RIGHTS, readRights } from '@postroom/types';
import { changedRights, rightsText } from './rights-text.ts';

const after = (before: string, change: string) => rightsText(changedRights(readRights(before), change));

test('rights can be set, added and removed', () => {
  assert.equal(after('', 'rl'), 'lr');
  assert.equal(after('lr', '+s'), 'lrs');
  assert.equal(after('lrs', '-s'), 'lr');
  assert.equal(after('lrs', ''), '');
});

test('the right to delete a mailbox includes renaming it', () => {
  assert.deepEqual(changedRights(new Set(), 'x'), readRights('x0'));
  assert.deepEqual(changedRights(readRights('lx0'), '-x'), readRights('l'));
});

test('the obsolete letters c and d are accepted and shown', () => {
  assert.deepEqual(changedRights(new Set(), 'lcd'), readRights('lkxte0'));
  assert.equal(after('', 'ld'), 'lxte0d');
  assert.equal(after('ld', '+e'), 'led');
  assert.equal(rightsText(ALL_RIGHTS), 'lrswipkxtea0cd');
});

test('unknown rights are refused', () => {
  for (const change of ['L', 'z', '1', '+ü', '--l', 'l r'])
    assert.throws(() => changedRights(new Set(), change), ImapSyntaxError);
});
