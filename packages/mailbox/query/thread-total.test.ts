import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMailbox, ownMail, queryEmails } from '@postroom/mailbox';
import { openMailboxFixture } from '../testing/fixture.ts';
import { nodesRun } from '../testing/rows-read.ts';

const { pool, store, account, append } = await openMailboxFixture();
const COUNT = 20_000;

/** Creates an account and returns its INBOX, which has many threads of three. */
async function largeInbox() {
  const accountId = await account();
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  await append(inbox, 'One');
  await pool.query(
    `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, thread_id, modseq, size, internal_date)
     select $1, $2, n, n, n - n % 9 + n % 3, 1, n, '2026-01-01'::timestamptz + n * interval '1 minute' from generate_series(2, $3::int) n`,
    [accountId, inbox.mailboxId, COUNT],
  );
  return inbox;
}

test('the threads of a large mailbox are counted in index order, with or without statistics', async () => {
  const [{ accountId, mailboxId }] = [await largeInbox(), await largeInbox()];
  const query = {
    filter: { is: 'in', mailboxId } as const,
    sort: [],
    collapseThreads: true,
    most: 0,
    calculateTotal: true,
    maxSearchBytes: 0,
  };
  for (const statistics of [false, true]) {
    if (statistics) await pool.query('analyze');
    const nodes = await nodesRun(store, async (reading) => {
      const { total } = await queryEmails(reading, ownMail(accountId), query);
      assert.ok(total !== null && total > COUNT / 3 && total < COUNT / 2, `${total}`);
    });
    const read = nodes.filter(({ 'Actual Rows': rows }) => rows >= COUNT - 1);
    assert.deepEqual(
      read.map((node) => node['Node Type']),
      ['Index Only Scan'],
      `${statistics}`,
    );
  }
});
