import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMailbox, readThreadFacts, sortUids, threadsBySubject } from '@postroom/mailbox';
import { openMailboxFixture } from '../testing/fixture.ts';
import { BASE_SUBJECT, type SortCriterion } from './sort-keys.ts';

const { pool, store, account, append } = await openMailboxFixture();

test('RFC 5256 2.1: the base subject equals that of the index, also by the short cuts', async () => {
  const bases = [
    '',
    'hello',
    '[list] hello',
    'refresh',
    'fwd',
    'hello (fwd)',
    ' ',
    '[fwd: hello]',
    'x'.repeat(120),
    'x'.repeat(600),
  ];
  const before = ['', 're: ', 're:', 're: re: ', 'fwd: ', '[list] re: ', 're: [list] ', 're [2]: ', 'aw: ', 'report: '];
  const subjects = before.flatMap((each) => bases.map((base) => each + base));
  const { rows } = await pool.query(
    `select m.search_subject, ${BASE_SUBJECT} as ours, base_subject(m.search_subject) as base
     from (select unnest($1::text[]) as search_subject) m`,
    [subjects],
  );
  assert.equal(rows.length, subjects.length);
  for (const { search_subject: subject, ours, base } of rows) assert.equal(ours, base, subject);
});

/** Creates an account with such messages in INBOX. Returns the INBOX. */
async function inboxOf(messages: readonly { subject?: string; from?: string; sent?: string }[]) {
  const inbox = await findMailbox(pool, await account(), 'INBOX');
  for (const { subject = '', from = '', sent = '2026-01-01' } of messages) {
    await append(inbox, 'any');
    await pool.query(
      `update messages set search_subject = $2, search_from = $3, sent_at = $4::timestamptz
       where account_id = $1 and id = (select max(id) from messages where account_id = $1)`,
      [inbox.accountId, subject, from, sent],
    );
  }
  return { inbox, uids: Uint32Array.from(messages, (_, index) => index + 1) };
}

test('sorting by address uses the first mailbox, or its display name, and is stable', async () => {
  const { inbox, uids } = await inboxOf([
    { from: 'zoe <adam@b.test>, anna <a@a.test>' },
    { from: '<bert@a.test>' },
    { from: 'adele <carl@z.test>' },
    { from: 'adele <carl@a.test>' },
    { from: '' },
    { from: '<'.repeat(900) },
  ]);
  const sorted = async (...criteria: SortCriterion[]) => [...(await sortUids(store.pool, inbox, uids, criteria))];
  assert.deepEqual(await sorted({ by: 'from', reverse: false }), [5, 6, 1, 2, 3, 4]);
  assert.deepEqual(await sorted({ by: 'from', reverse: true }), [3, 4, 2, 1, 5, 6]);
  assert.deepEqual((await sorted({ by: 'display-from', reverse: false })).slice(-4), [3, 4, 2, 1]);
  assert.deepEqual(
    [...(await sortUids(store.pool, inbox, Uint32Array.of(2, 4, 77), [{ by: 'from', reverse: true }]))],
    [4, 2],
  );
  assert.equal((await sortUids(store.pool, inbox, new Uint32Array(), [{ by: 'date', reverse: true }])).length, 0);
});

test('threads by subject are sorted by their first messages', async () => {
  const { inbox, uids } = await inboxOf([
    { subject: 're: b', sent: '2026-01-04' },
    { subject: 'a', sent: '2026-01-03' },
    { subject: 'b', sent: '2026-01-02' },
    { subject: 're: a', sent: '2026-01-03' },
  ]);
  const threads = await threadsBySubject(pool, inbox, uids);
  assert.deepEqual(
    [[...threads.uids], [...threads.sizes]],
    [
      [3, 1, 2, 4],
      [2, 2],
    ],
  );
});

test('of many references the first and the last are read for threading', async () => {
  const { inbox, uids } = await inboxOf([{ subject: 're: b' }, { subject: '[list] b' }, { subject: '' }]);
  const many = Array.from({ length: 100 }, (_, n) => `<${n}@a>`);
  await pool.query(
    `update messages set message_id = '<' || id || '@a>', refs = case when id % 2 = 0 then $2 else refs end, in_reply_to = '{<9@a>,<8@a>}'
     where account_id = $1`,
    [inbox.accountId, many],
  );
  await pool.query(`update messages set refs = '{}' where account_id = $1 and id % 2 = 1`, [inbox.accountId]);
  const [facts, ...others] = await Array.fromAsync(readThreadFacts(pool, inbox, uids));
  assert.ok(facts && others.length === 0);
  assert.deepEqual(
    [[...facts.uids], [...facts.replies]],
    [
      [1, 2, 3],
      [1, 0, 0],
    ],
  );
  assert.equal(facts.subjects[0], facts.subjects[1]);
  assert.equal(facts.subjects[2], 0);
  assert.equal(new Set(facts.ids).size, 3);
  assert.deepEqual(
    [...facts.counts].toSorted((a, b) => a - b),
    facts.counts.filter((n) => n > 1).length === 1 ? [1, 1, 21] : [1, 21, 21],
  );
  assert.equal(
    facts.references.length,
    facts.counts.reduce((sum, count) => sum + count, 0),
  );
});
