import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ImapSyntaxError, SequenceSet } from '@postroom/imap';
import { type OpenMailbox, ownMailbox } from '@postroom/mailbox';
import { findMessages } from './messages.ts';
import { SelectedMailbox } from './selected-mailbox.ts';

function mailbox(...uids: number[]): SelectedMailbox {
  const opened = {
    mailbox: { ...ownMailbox(1, 1), name: 'A', uidValidity: 1, uidNext: 11, highestModseq: 1 },
    recentFrom: 9,
    firstUnseen: 0,
    keywords: [],
  };
  return new SelectedMailbox({ ...opened, uids: Uint32Array.from(uids) } as unknown as OpenMailbox, false);
}

const find = (set: string, uid: boolean, ...uids: number[]) => [
  ...findMessages(mailbox(...uids), SequenceSet.parse(set), uid),
];

test('sequence numbers are positions, and one beyond the last is refused', () => {
  assert.deepEqual(find('1,3', false, 4, 6, 9), [4, 9]);
  assert.deepEqual(find('2:*', false, 4, 6, 9), [6, 9]);
  assert.deepEqual(find('5:*', false, 4, 6, 9), [9]);
  assert.throws(() => find('4', false, 4, 6, 9), ImapSyntaxError);
  assert.throws(() => find('1:4', false, 4, 6, 9), ImapSyntaxError);
});

test('UIDs that do not exist are skipped', () => {
  assert.deepEqual(find('1:5,7,9', true, 4, 6, 9), [4, 9]);
  assert.deepEqual(find('100:*', true, 4, 6, 9), [9]);
});

test('an empty mailbox has no messages, even for 1:*', () => {
  assert.deepEqual(find('1:*', false), []);
  assert.deepEqual(find('1:*', true), []);
  assert.throws(() => find('1', false), ImapSyntaxError);
});

test('messages from a given UID on are recent', () => {
  const box = mailbox(4, 9, 10);
  assert.deepEqual([box.recentCount, box.isRecent(8), box.isRecent(9)], [2, false, true]);
});
