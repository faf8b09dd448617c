import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed, destroyable, later } from './change.ts';

test('a waiting change contains only what it changes', () => {
  const now = { mailboxIds: { inbox: true }, keywords: { $seen: true, old: true } } as const;
  assert.deepEqual(later(now, { mailboxIds: { archive: true } }), {
    'mailboxIds/inbox': null,
    'mailboxIds/archive': true,
  });
  assert.deepEqual(later(now, { keywords: { $seen: true, new: true } }), {
    'keywords/old': null,
    'keywords/new': true,
  });
  assert.deepEqual(later(now, { 'keywords/$flagged': true, mailboxIds: { inbox: true } }), {
    'keywords/$flagged': true,
  });
});

test('a mail taken out of Trash meanwhile is not destroyed', () => {
  const of = (id: string, ...mailboxes: string[]) => ({
    id,
    mailboxIds: Object.fromEntries(mailboxes.map((each) => [each, true as const])),
  });
  assert.deepEqual(destroyable('trash', [of('a', 'trash'), of('b', 'inbox'), of('c', 'trash', 'archive')]), {
    update: { c: { 'mailboxIds/trash': null } },
    destroy: ['a'],
  });
});

test('mail loaded again shows the changes that are still waiting', () => {
  const email = { id: 'a', mailboxIds: { inbox: true }, keywords: { old: true } } as const;
  const emails = {
    a: { 'mailboxIds/inbox': null, 'mailboxIds/archive': true, 'keywords/old': null, 'keywords/new': true },
  };
  assert.deepEqual(changed(email, { kind: 'update', emails }), {
    id: 'a',
    mailboxIds: { archive: true },
    keywords: { new: true },
  });
  assert.equal(changed(email, { kind: 'update', emails: { b: { 'keywords/x': true } } }), email);
  assert.equal(changed(email, { kind: 'destroy', mailboxId: 'inbox', ids: ['a'] }), null);
});
