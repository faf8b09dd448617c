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

test('in a search an action leaves what was sent, is being written, or was thrown away', () => {
  assert.deepEqual(ids(meant(THREAD, new Set(['E1']), null, MAILBOXES)), ['E1', 'E4']);
  assert.deepEqual(ids(meant(THREAD, new Set(['E2']), null, MAILBOXES)), ['E1', 'E4']);
});

test('in a search a mail that has nothing beside it but what was sent is meant itself', () => {
  const sent = [email('E6', 'M3', 'T2'), email('E7', 'M3', 'T2')];
  assert.deepEqual(ids(meant(sent, new Set(['E7']), null, MAILBOXES)), ['E7']);
});

test('in a folder an action is about what lies there', () => {
  assert.deepEqual(ids(meant(THREAD, new Set(['E1']), 'M1', MAILBOXES)), ['E1']);
  assert.deepEqual(ids(meant(THREAD, new Set(['E2']), 'M3', MAILBOXES)), ['E2']);
});

test('what is archived stays in its other folders; what is thrown away is nowhere else', () => {
  const row = { mailboxIds: { M1: true, M9: true } } as const;
  assert.deepEqual(movedTo(row, 'M1', 'M6', false), { M9: true, M6: true });
  assert.deepEqual(movedTo(row, 'M1', 'M4', true), { M4: true });
});
