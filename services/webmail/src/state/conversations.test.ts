/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../jmap/types.ts';
import { meant, movedTo } from './conversations.ts';

const MAILBOXES = [
  ...[
    { id: 'M1', parentId: null, role: 'inbox' },
    { id: 'M2', parentId: null, role: 'drafts' },
    { id: 'M3', parentId: null, role: 'sent' },
    { id: 'M4', parentId: null, role: 'trash' },
    { id: 'M5', parentId: null, role: 'junk' },
  ],
  { id: 'M9', parentId: null, role: null },
];

function email(id: string, mailboxId: string, threadId = 'T1'): Row {
  return {
    id,
    threadId,
    mailboxIds: { [mailboxId]: true },
    keywords: {},
    from: null,
    to: null,
    subject: null,
    receivedAt: '2026-01-01T00:00:00Z',
    preview: '',
    hasAttachment: false,
  };
}

const THREAD = [email('E1', 'M1'), email('E2', 'M3'), email('E3', 'M2'), email('E4', 'M9'), email('E5', 'M4')];
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id);

test('an action on search results leaves out sent mails, drafts and trash', () => {
  assert.deepEqual(ids(meant(THREAD, new Set(['E1']), null, MAILBOXES)), ['E1', 'E4']);
  assert.deepEqual(ids(meant(THREAD, new Set(['E2']), null, MAILBOXES)), ['E1', 'E4']);
});

test('an action on a search result applies to a sent mail if its conversation has no others', () => {
  const sent = [email('E6', 'M3', 'T2'), email('E7', 'M3', 'T2')];
  assert.deepEqual(ids(meant(sent, new Set(['E7']), null, MAILBOXES)), ['E7']);
});

test('an action in a folder applies to the mails there', () => {
  assert.deepEqual(ids(meant(THREAD, new Set(['E1']), 'M1', MAILBOXES)), ['E1']);
  assert.deepEqual(ids(meant(THREAD, new Set(['E2']), 'M3', MAILBOXES)), ['E2']);
});

test('archiving leaves a mail in its other folders, and deleting removes it from all', () => {
  const row = { mailboxIds: { M1: true, M9: true } } as const;
  assert.deepEqual(movedTo(row, 'M1', 'M6', false), { M9: true, M6: true });
  assert.deepEqual(movedTo(row, 'M1', 'M4', true), { M4: true });
});
