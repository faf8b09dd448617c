/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mailbox, MailboxRights } from '../../jmap/types.ts';
import { copyTargets } from './copy-targets.ts';
import { offersIn } from './offers.ts';
import { type Folders, foldersBeside, may } from './owner.ts';

const mailbox = (id: string, role: string | null, ...rights: (keyof MailboxRights)[]): Mailbox =>
  ({
    id,
    name: id,
    parentId: null,
    role,
    sortOrder: 1,
    totalEmails: 0,
    unreadEmails: 0,
    myRights: Object.fromEntries(rights.map((right) => [right, true])),
  }) as unknown as Mailbox;

const READ = ['mayReadItems', 'maySetSeen'] as const;
const WRITE = [...READ, 'maySetKeywords', 'mayAddItems', 'mayRemoveItems'] as const;

const owner = (accountId: string, ...mailboxes: Mailbox[]): Folders['owners'][number] => ({
  accountId,
  address: `${accountId}@x.test`,
  name: accountId,
  mailState: '1',
  mailboxes,
});

const thrownAway = { ...mailbox('M5', null), parentId: 'M2' };
const own = [
  ...[mailbox('M1', 'inbox'), mailbox('M2', 'trash'), mailbox('M3', 'sent'), mailbox('M4', null), thrownAway],
  ...[mailbox('M6', 'junk'), mailbox('M7', 'archive'), mailbox('M8', 'drafts'), mailbox('M9', 'snoozed')],
];
const folders: Folders = {
  mailboxes: own,
  owners: [
    owner('a7', mailbox('a7:M4', null, ...WRITE), mailbox('a7:M5', null, ...READ), mailbox('a7:M6', null)),
    owner('a8', mailbox('a8:M4', null, ...WRITE), mailbox('a8:M2', 'trash', 'mayAddItems')),
    owner('a9', mailbox('a9:M4', null, ...WRITE), mailbox('a9:M2', 'trash', ...READ)),
  ],
};

const NONE = { archive: false, inbox: false, move: false, read: false, mark: false, snooze: false };

test("the user's own folders offer the actions that make sense there", () => {
  const all = { archive: true, inbox: false, remove: 'trash', junk: 'junk', move: true, read: true, mark: true };
  const usual = { ...all, snooze: true };
  const apart = { ...all, archive: false, junk: null, snooze: false };
  assert.deepEqual(offersIn(folders, null), usual);
  assert.deepEqual(offersIn(folders, 'M1'), usual);
  assert.deepEqual(offersIn(folders, 'M4'), usual);
  assert.deepEqual(offersIn(folders, 'M6'), { ...apart, junk: 'not' }, 'Junk');
  assert.deepEqual(offersIn(folders, 'M7'), { ...usual, archive: false, inbox: true }, 'Archive');
  assert.deepEqual(offersIn(folders, 'M3'), apart, 'Sent');
  assert.deepEqual(offersIn(folders, 'M8'), { ...apart, read: false }, 'Drafts');
  assert.deepEqual(offersIn(folders, 'M9'), { ...usual, inbox: true }, 'Snoozed');
  assert.deepEqual(offersIn(folders, 'M2'), { ...apart, inbox: true, remove: 'forever' });
  assert.deepEqual(offersIn(folders, 'M5'), { ...apart, inbox: true, remove: 'forever' }, 'a folder in Trash');
});

test('shared folders offer what the rights and the available folders allow', () => {
  const none = { ...NONE, junk: null, remove: null };
  const write = { ...none, move: true, read: true, mark: true };
  assert.deepEqual(offersIn(folders, 'a7:M5'), { ...none, read: true });
  assert.deepEqual(offersIn(folders, 'a7:M4'), { ...write, remove: 'forever' }, 'no Trash is shared');
  assert.deepEqual(offersIn(folders, 'a8:M4'), { ...write, remove: 'trash' });
  assert.deepEqual(offersIn(folders, 'a9:M4'), { ...write, remove: 'forever' }, 'into that one one may not put');
  // An account that shares nothing any more.
  assert.deepEqual(offersIn(folders, 'a5:M4'), none);
  const shared = ['inbox', 'archive', 'junk', 'sent'].map((role) => mailbox(`b1:${role}`, role, ...WRITE));
  const whole: Folders = { mailboxes: own, owners: [owner('b1', ...shared)] };
  const wholeWrite = { ...write, remove: 'forever' };
  assert.deepEqual(offersIn(whole, 'b1:inbox'), { ...wholeWrite, archive: true, junk: 'junk' });
  assert.deepEqual(offersIn(whole, 'b1:archive'), { ...wholeWrite, inbox: true, junk: 'junk' });
  assert.deepEqual(offersIn(whole, 'b1:junk'), { ...wholeWrite, junk: 'not' });
  assert.deepEqual(offersIn(whole, 'b1:sent'), wholeWrite);
});

test("folders of one account are never mixed up with another's of the same number", () => {
  assert.deepEqual(
    foldersBeside(folders, 'a7:M4').map(({ id }) => id),
    ['a7:M4', 'a7:M5', 'a7:M6'],
  );
  assert.equal(foldersBeside(folders, 'M4'), own);
  assert.equal(may(folders, 'a7:M6', 'mayReadItems'), false);
  assert.equal(may(folders, 'M4', 'mayReadItems'), true);
});

test('mail can be copied to folders of other accounts where the user may add mail', () => {
  const targets = (here: string | null): (string | null | string[])[][] =>
    copyTargets(folders, here).map((each) => [each.name, each.folders.map(({ mailbox: { id } }) => id)]);
  assert.deepEqual(targets('a7:M5'), [
    [null, ['M1', 'M7', 'M4']],
    ['a8', ['a8:M4']],
    ['a9', ['a9:M4']],
  ]);
  assert.deepEqual(targets(null), [
    ['a7', ['a7:M4']],
    ['a8', ['a8:M4']],
    ['a9', ['a9:M4']],
  ]);
});
