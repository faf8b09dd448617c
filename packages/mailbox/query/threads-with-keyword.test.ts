import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyMessages, findMailbox, ownMail, queryEmails } from '@postroom/mailbox';
import { Random } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import { openMailboxFixture } from '../testing/fixture.ts';
import { rowsRead } from '../testing/rows-read.ts';

const { pool, store, account, append } = await openMailboxFixture();
const seed = Number(process.env.SEED ?? 20_261_130);
const random = new Random(seed);

const ALL = { collapseThreads: false, most: Number.POSITIVE_INFINITY, calculateTotal: true, maxSearchBytes: 1_000_000 };
const KEYWORDS = ['$seen', '$flagged', 'wanted'];
const SCOPES = ['email', 'all-in-thread', 'some-in-thread'] as const;

test('keywords of emails and threads are those of their entries, considering copies and \\Deleted', async () => {
  const accountId = await account();
  const mailboxes = await Promise.all(['INBOX', 'Archive'].map((name) => findMailbox(pool, accountId, name)));
  for (let n = 0; n < 40; n++) await append(random.pick(mailboxes), `${random.below(10)}`);
  const [inbox, archive] = mailboxes as [(typeof mailboxes)[0], (typeof mailboxes)[0]];
  await copyMessages(store, inbox, archive, Uint32Array.of(1, 2, 3, 4, 5));
  const { rows } = await pool.query<{ mailboxId: number; uid: number }>(
    'select mailbox_id as "mailboxId", uid from mailbox_entries where account_id = $1',
    [accountId],
  );
  for (const { mailboxId, uid } of rows) {
    const flags = (random.below(4) > 0 ? Flag.Seen : 0) | (random.below(3) > 0 ? Flag.Flagged : 0);
    await pool.query(
      'update mailbox_entries set flags = $4, keywords = $5 where account_id = $1 and mailbox_id = $2 and uid = $3',
      [
        ...[accountId, mailboxId, uid, flags | (random.below(8) === 0 ? Flag.Deleted : 0)],
        random.below(3) > 0 ? ['Wanted'] : [],
      ],
    );
  }
  await pool.query('update mailbox_entries set thread_id = null where account_id = $1 and message_id % 3 = 0', [
    accountId,
  ]);
  const { rows: emails } = await pool.query<{ id: number; thread: number } & Record<string, boolean>>(
    `select m.id, m.thread_id as thread, bool_and(e.flags & ${Flag.Seen} <> 0) as "$seen",
       bool_or(e.flags & ${Flag.Flagged} <> 0) as "$flagged", bool_or('Wanted' = any(e.keywords)) as wanted
     from mailbox_entries e join messages m on m.account_id = e.account_id and m.id = e.message_id
     where e.account_id = $1 and e.flags & ${Flag.Deleted} = 0 group by m.account_id, m.id, m.thread_id`,
    [accountId],
  );
  for (const keyword of KEYWORDS) {
    for (const of of SCOPES) {
      const has = (email: (typeof emails)[0]): boolean => {
        if (of === 'email') return Boolean(email[keyword]);
        const { thread } = email;
        const there = emails.filter((each) => each.thread === thread).map((each) => each[keyword]);
        return of === 'all-in-thread' ? there.every(Boolean) : there.some(Boolean);
      };
      const ids = (of: readonly { id: number }[]): number[] => of.map(({ id }) => id).sort((a, b) => a - b);
      const filtered = await queryEmails(store, ownMail(accountId), {
        ...ALL,
        filter: { is: 'keyword', keyword, of },
        sort: [],
      });
      assert.deepEqual(
        [...filtered.ids].sort((a, b) => a - b),
        ids(emails.filter(has)),
        `${seed} ${keyword} ${of}`,
      );
      assert.equal(filtered.total, filtered.ids.length);
      const sort = [{ by: { keyword, of }, isAscending: false }];
      const sorted = await queryEmails(store, ownMail(accountId), { ...ALL, filter: { all: [] }, sort });
      const first = [...sorted.ids].slice(0, emails.filter(has).length).sort((a, b) => a - b);
      assert.deepEqual(first, ids(emails.filter(has)), `${seed} ${keyword} ${of}, sorted`);
    }
  }
});

test('a thread of many emails is evaluated once', async () => {
  const accountId = await account();
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  await append(inbox, 'One');
  const COUNT = 500;
  await pool.query(
    `insert into messages select (jsonb_populate_record(m, jsonb_build_object('id', m.id + n, 'thread_id', m.id))).*
     from messages m, generate_series(1, $2::int) n where m.account_id = $1`,
    [accountId, COUNT],
  );
  await pool.query(
    `insert into mailbox_entries select (jsonb_populate_record(e, jsonb_build_object(
       'uid', e.uid + n, 'message_id', e.message_id + n, 'thread_id', e.message_id, 'flags', ${Flag.Seen}))).*
     from mailbox_entries e, generate_series(1, $2::int) n where e.account_id = $1`,
    [accountId, COUNT],
  );
  await pool.query('update mailbox_entries set flags = $2 where account_id = $1', [accountId, Flag.Seen]);
  const read = await rowsRead(store, ['mailbox_entries', 'messages'], async (reading) => {
    const { total } = await queryEmails(reading, ownMail(accountId), {
      ...ALL,
      most: 10,
      filter: { is: 'keyword', keyword: '$seen', of: 'all-in-thread' } as const,
      sort: [{ by: { keyword: '$flagged', of: 'some-in-thread' }, isAscending: false }],
    });
    assert.equal(total, COUNT + 1);
  });
  assert.ok(read <= 10 * COUNT, `${read} rows were read`);
});
