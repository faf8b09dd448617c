/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity, Mailbox } from '../jmap/types.ts';
import { isMine } from './mine.ts';

const known = {
  identities: [{ id: 'I1', email: 'Ann@x.test' }] as Identity[],
  mailboxes: [
    { id: 'M1', role: 'inbox' },
    { id: 'M3', role: 'sent' },
  ] as Mailbox[],
};
const from = [{ name: null, email: 'ann@x.test' }];

test("a mail with the user's address as author is the user's own only if it is in Sent", () => {
  assert.equal(isMine({ from, mailboxIds: { M1: true }, keywords: {} }, known), false);
  assert.equal(isMine({ from, mailboxIds: { M3: true }, keywords: {} }, known), true);
  const other = [{ name: 'Ann', email: 'ann@y.test' }];
  assert.equal(isMine({ from: other, mailboxIds: { M3: true }, keywords: {} }, known), false);
});
