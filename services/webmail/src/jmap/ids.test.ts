/// <reference types="node" />
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareId, ownerOf, withOwner, withoutOwner } from './ids.ts';

test('ids of another account are prefixed with it in the page, at every place of an answer', () => {
  const answer = {
    accountId: 'a7',
    ids: ['E1'],
    list: [
      {
        id: 'E1',
        threadId: 'T1',
        blobId: 'B1',
        mailboxIds: { M1: true, M2: true },
        emailIds: ['E1', 'E2'],
        keywords: { id: true, ids: true, update: true, mailboxids: true },
        from: [{ name: 'id', email: 'E1' }],
        subject: 'E1',
        parentId: null,
        htmlBody: [{ partId: '1', blobId: 'B1-1' }],
        bodyValues: { '1': { value: 'E1', isTruncated: false } },
      },
    ],
    notUpdated: { E1: { type: 'forbidden' } },
  };
  assert.deepEqual(withOwner(answer, 'a7'), {
    accountId: 'a7',
    ids: ['a7:E1'],
    list: [
      {
        id: 'a7:E1',
        threadId: 'a7:T1',
        blobId: 'a7:B1',
        mailboxIds: { 'a7:M1': true, 'a7:M2': true },
        emailIds: ['a7:E1', 'a7:E2'],
        keywords: { id: true, ids: true, update: true, mailboxids: true },
        from: [{ name: 'id', email: 'E1' }],
        subject: 'E1',
        parentId: null,
        htmlBody: [{ partId: '1', blobId: 'a7:B1-1' }],
        bodyValues: { '1': { value: 'E1', isTruncated: false } },
      },
    ],
    notUpdated: { 'a7:E1': { type: 'forbidden' } },
  });
  assert.deepEqual(
    [ownerOf('a7:E1'), ownerOf('E1'), ownerOf(null), bareId('a7:E1'), bareId('E1')],
    [...['a7', undefined, undefined, 'E1', 'E1']],
  );
});

test('prefixed ids are sent without the prefix, and only to their own account', () => {
  const args = {
    filter: { operator: 'AND', conditions: [{ text: 'a7:E1' }, { inMailbox: 'a7:M1' }] },
    '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
    update: { 'a7:E1': { 'keywords/$seen': true, 'mailboxIds/a7:M1': null } },
    destroy: ['a7:E2', 'a8:E3'],
  };
  assert.deepEqual(withoutOwner(args, ['a7', undefined]), {
    filter: { operator: 'AND', conditions: [{ text: 'a7:E1' }, { inMailbox: 'M1' }] },
    '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
    update: { E1: { 'keywords/$seen': true, 'mailboxIds/M1': null } },
    destroy: ['E2', 'a8:E3'],
  });
  const copy = { create: { c0: { id: 'a7:E1', mailboxIds: { M1: true } } } };
  assert.deepEqual(withoutOwner(copy, ['a1', 'a7']), { create: { c0: { id: 'E1', mailboxIds: { M1: true } } } });
});
