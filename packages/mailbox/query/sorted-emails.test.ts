import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyMessages, findMailbox, ownMail, queryEmails, storeFlags, TotalCache } from '@postroom/mailbox';
import { Random } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import { openMailboxFixture } from '../testing/fixture.ts';
import { nodesRun, rowsRead } from '../testing/rows-read.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import type { EmailQuery } from './query-emails.ts';

const { pool, store, account, append } = await openMailboxFixture();
const seed = Number(process.env.SEED ?? 20_261_129);
const random = new Random(seed);

const ALL: Omit<EmailQuery, 'filter' | 'sort'> = {
  collapseThreads: false,
  most: Number.POSITIVE_INFINITY,
  calculateTotal: false,
  maxSearchBytes: 1_000_000,
};
const KEYS = ['sent', 'from', 'to', 'subject', 'size'] as const;
const ORDERS = KEYS.flatMap((by) => [true, false].map((isAscending): EmailComparator => ({ by, isAscending })));

/** Creates mailboxes with copies, \Deleted entries, flags, equal senders and subjects, and mail without a Date. */
async function anyAccount() {
  const accountId = await account();
  const mailboxes = await Promise.all(['INBOX', 'Archive'].map((name) => findMailbox(pool, accountId, name)));
  const [inbox, archive] = mailboxes as [(typeof mailboxes)[0], (typeof mailboxes)[0]];
  for (let n = 0; n < 40; n++) {
    const flags = random.pick([0, Flag.Seen, Flag.Seen, Flag.Seen | Flag.Flagged]);
    const subject = `${random.pick(['', 'Re: ', 'Fwd: [list] '])}${random.below(9)}`;
    await append(random.pick(mailboxes), subject, flags, random.below(9) === 0 ? ['Work'] : []);
  }
  await copyMessages(store, inbox, archive, Uint32Array.of(1, 3, 4));
  await storeFlags(store, archive, Uint32Array.of(2), { action: 'add', flags: Flag.Deleted, keywords: [] });
  await pool.query(
    `update messages set search_from = 'name ' || id % 5 || ' <a@b.test>', search_to = case when id % 2 = 0 then '' else '<c' || id % 3 || '@b.test>' end,
       sent_at = case when id % 4 = 0 then null else '2026-01-01'::timestamptz + id * 7919 % 13 * interval '1 hour' end,
       thread_id = case when id % 7 = 0 then null else id - id % 3 end, size = 100 + id * 17 % 9 where account_id = $1`,
    [accountId],
  );
  await pool.query(
    `update mailbox_entries set thread_id = null, internal_date = '2026-01-01'::timestamptz + message_id * 31 % 11 * interval '1 hour',
       size = 100 + message_id * 17 % 9
     where account_id = $1`,
    [accountId],
  );
  return { accountId, mailboxIds: [inbox.mailboxId, archive.mailboxId] as [number, number] };
}

test('the first emails or threads in any order equal the start of the whole list', async () => {
  const { accountId, mailboxIds } = await anyAccount();
  const [inbox, archive] = mailboxIds;
  const isIn = { is: 'in', mailboxId: inbox } as const;
  const keyword = (name: string) => ({ is: 'keyword', keyword: name, of: 'email' }) as const;
  const filters: EmailFilter[] = [
    { all: [] },
    isIn,
    { is: 'outside', mailboxIds: [archive] },
    { all: [isIn, { not: keyword('$seen') }] },
    { all: [isIn, keyword('$flagged')] },
    { all: [{ is: 'in', mailboxId: archive }, keyword('work')] },
    { all: [keyword('$seen')] },
    { is: 'attachment' },
  ];
  for (const filter of filters) {
    for (const order of ORDERS) {
      for (const collapseThreads of [false, true]) {
        const query = { ...ALL, filter, sort: [order], collapseThreads };
        const { ids: whole } = await queryEmails(store, ownMail(accountId), query);
        const what = `seed ${seed}, ${JSON.stringify(query)}`;
        for (const most of [1, 1 + random.below(20), whole.length + 1]) {
          const { ids } = await queryEmails(store, ownMail(accountId), { ...query, most });
          assert.deepEqual(Array.from(ids), Array.from(whole.subarray(0, most)), `${what}, ${most}`);
        }
        const back = { ...query, sort: [{ ...order, isAscending: !order.isAscending }] };
        if (!collapseThreads) {
          const { ids } = await queryEmails(store, ownMail(accountId), back);
          assert.deepEqual(Array.from(ids).reverse(), Array.from(whole), `${what}, from its other end`);
        }
      }
    }
  }
});

test('a mail without a sent date is sorted by its arrival', async () => {
  const { accountId } = await anyAccount();
  const { ids } = await queryEmails(store, ownMail(accountId), {
    ...ALL,
    filter: { all: [] },
    sort: [{ by: 'sent', isAscending: true }],
    most: 30,
  });
  const { rows } = await pool.query<{ id: number; at: Date }>(
    `select m.id, coalesce(m.sent_at, min(e.internal_date)) as at from messages m
     join mailbox_entries e on e.account_id = m.account_id and e.message_id = m.id
     where m.account_id = $1 and e.flags & ${Flag.Deleted} = 0 group by m.id, m.sent_at`,
    [accountId],
  );
  const times = new Map(rows.map(({ id, at }) => [id, at.getTime()]));
  const inOrder = Array.from(ids, (id) => times.get(id) as number);
  assert.deepEqual(
    inOrder,
    inOrder.toSorted((a, b) => a - b),
  );
  assert.ok(ids.length === Math.min(30, rows.length));
});

test('RFC 5256 2.1: the base subject is extracted', async () => {
  const cases: [string, string][] = [
    ['hello', 'hello'],
    ['re: hello', 'hello'],
    ['fw: re:fwd: hello (fwd) (fwd)', 'hello'],
    ['re [3]: hello', 'hello'],
    ['[list] re: [other] hello', 'hello'],
    ['re: [list] hello', 'hello'],
    ['[list]', '[list]'],
    ['[fwd: [list] re: hello]', 'hello'],
    ['[fwd: [fwd: hello]]', 'hello'],
    ['re:', ''],
    ['report: hello', 'report: hello'],
    ['aw: hello', 'aw: hello'],
    ['refresh', 'refresh'],
    [' ', ''],
    ['[a][b] [c]d', 'd'],
    ['x'.repeat(400), 'x'.repeat(100)],
    ['re: '.repeat(16_000), ''],
  ];
  for (const [subject, base] of cases) {
    const { rows } = await pool.query<{ base: string }>('select base_subject($1) as base', [subject]);
    assert.equal(rows[0]?.base, base, subject.slice(0, 60));
  }
});

const COUNT = 20_000;

/** Fills the INBOX of an account with many messages, nearly all of them read, and that of another account too. */
async function makeLargeAccount(): Promise<{ accountId: number; mailboxId: number }> {
  const ids = [await account(), await account()] as [number, number];
  for (const id of ids) {
    const inbox = await findMailbox(pool, id, 'INBOX');
    await append(inbox, 'One', Flag.Seen);
    const { rowCount } = await pool.query(
      `with more as (
         insert into messages select (jsonb_populate_record(m, jsonb_build_object('id', m.id + n, 'size', m.id + n, 'thread_id', m.id + n - n % 3, 'sent_at',
           '2026-01-01'::timestamptz + n * 7919 % 10007 * interval '1 minute', 'search_from', 'name ' || n % 500, 'search_to', 'me',
           'search_subject', 're: ' || n * 31 % 9973))).* from messages m, generate_series(1, $2::int - 1) n where m.account_id = $1
         returning id, thread_id
       )
       insert into mailbox_entries (account_id, mailbox_id, uid, message_id, thread_id, modseq, flags, size, internal_date)
       select $1, $3, id, id, thread_id, 1, case when id % 4000 = 0 then 4 else 1 end, id, '2026-01-01'::timestamptz + id * interval '1 minute' from more`,
      [id, COUNT, inbox.mailboxId],
    );
    assert.equal(rowCount, COUNT - 1);
    await pool.query('update account_state set message_count = $2, next_id = next_id + $2 where account_id = $1', [
      ...[id, COUNT],
    ]);
    await pool.query('update mailboxes set message_count = $2 where account_id = $1 and id = $3', [
      ...[id, COUNT, inbox.mailboxId],
    ]);
  }
  const { mailboxId } = await findMailbox(pool, ids[0], 'INBOX');
  return { accountId: ids[0], mailboxId };
}

/** Shared by all tests, because it takes seconds to create. */
const large = makeLargeAccount();

test('the first page in any order, also of rare emails, reads few rows, with or without statistics', async () => {
  const { accountId, mailboxId } = await large;
  const isIn = { is: 'in', mailboxId } as const;
  const few: EmailFilter[] = [
    { all: [isIn, { not: { is: 'keyword', keyword: '$seen', of: 'email' } }] },
    { all: [isIn, { is: 'keyword', keyword: '$flagged', of: 'email' }] },
    { all: [isIn, { is: 'keyword', keyword: 'work', of: 'email' }] },
  ];
  for (const statistics of [false, true]) {
    if (statistics) await pool.query('analyze');
    const cases = [
      ...ORDERS.flatMap((order) => [isIn, { all: [] }].map((filter) => ({ filter, sort: [order] }))),
      ...few.map((filter) => ({ filter, sort: [{ by: 'received', isAscending: false } as const] })),
    ];
    for (const one of cases) {
      for (const collapseThreads of [false, true]) {
        const query = { ...ALL, ...one, collapseThreads, most: 50 };
        const read = await rowsRead(store, ['mailbox_entries', 'messages'], (reading) =>
          queryEmails(reading, ownMail(accountId), query),
        );
        assert.ok(read <= 1_000, `${read} rows were read, ${JSON.stringify(query)}, ${statistics}`);
      }
    }
  }
});

/** Sets the counters that a change of flags by SQL leaves behind. */
const COUNT_UNREAD = `update mailboxes b set unseen_count = (
  select count(*) from mailbox_entries e where e.account_id = b.account_id and e.mailbox_id = b.id and e.flags & ${Flag.Seen} = 0
) where account_id = $1`;

test('the first unread emails of a mailbox with a quarter unread are read in order and not collected first', async () => {
  const { accountId, mailboxId } = await large;
  await pool.query('update mailbox_entries set flags = 0 where account_id = $1 and message_id % 4 = 0', [accountId]);
  await pool.query(COUNT_UNREAD, [accountId]);
  await pool.query('analyze mailbox_entries');
  const filter: EmailFilter = {
    all: [{ is: 'in', mailboxId }, { not: { is: 'keyword', keyword: '$seen', of: 'email' } }],
  };
  const sorts = [{ by: 'received', isAscending: false } as const, ...ORDERS];
  for (const sort of sorts) {
    for (const collapseThreads of [false, true]) {
      const query = { ...ALL, filter, sort: [sort], collapseThreads, most: 50 };
      const read = await rowsRead(store, ['mailbox_entries', 'messages'], async (reading) => {
        assert.equal((await queryEmails(reading, ownMail(accountId), query)).ids.length, 50);
      });
      // The search for unread emails stops after as many as would be worth gathering.
      assert.ok(read <= (collapseThreads ? 4_001 : 2_001) + 3_000, `${read} rows were read, ${JSON.stringify(query)}`);
    }
  }
});

test('unread emails are counted, and emails sorted by being read, without looking each of them up, with or without statistics', async () => {
  const { accountId, mailboxId } = await large;
  const isUnread = 'message_id % 5 < 2';
  await pool.query(`update mailbox_entries set flags = case when ${isUnread} then 0 else 1 end where account_id = $1`, [
    accountId,
  ]);
  const { rows } = await pool.query<{ unread: number; threads: number }>(
    `select count(*) as unread, count(distinct thread_id) as threads from mailbox_entries where account_id = $1 and flags = 0`,
    [accountId],
  );
  const { unread = 0, threads = 0 } = rows[0] ?? {};
  await pool.query(COUNT_UNREAD, [accountId]);
  const isIn = { is: 'in', mailboxId } as const;
  const isSeen = { keyword: '$seen', of: 'email' } as const;
  const newest = { by: 'received', isAscending: false } as const;
  const unreadOnly = {
    filter: { all: [isIn, { not: { is: 'keyword', ...isSeen } }] },
    sort: [newest],
    calculateTotal: true,
  } as const;
  const unreadFirst = {
    filter: isIn,
    sort: [{ by: isSeen, isAscending: true }, newest],
    calculateTotal: false,
  } as const;
  for (const statistics of [false, true]) {
    if (statistics) await pool.query('analyze');
    for (const one of [unreadOnly, unreadFirst]) {
      for (const collapseThreads of [false, true]) {
        const query = { ...ALL, ...one, collapseThreads, most: 50 };
        const nodes = await nodesRun(store, async (reading) => {
          const { ids, total } = await queryEmails(reading, ownMail(accountId), query);
          assert.deepEqual([ids.length, total], [50, one.calculateTotal ? (collapseThreads ? threads : unread) : null]);
        });
        const loops = Math.max(...nodes.map((node) => node['Actual Loops']));
        assert.ok(loops <= 1, `${loops} look-ups, ${JSON.stringify(query)}, ${statistics}`);
      }
    }
  }
});

test('for a small mailbox its own emails are sorted and not those of the account', async () => {
  const { accountId } = await large;
  const archive = await findMailbox(pool, accountId, 'Archive');
  await append(archive, 'zz');
  const filter = { is: 'in', mailboxId: archive.mailboxId } as const;
  const query = { ...ALL, filter, sort: [{ by: 'subject', isAscending: true } as const], most: 50 };
  const read = await rowsRead(store, ['mailbox_entries', 'messages'], (reading) =>
    queryEmails(reading, ownMail(accountId), query),
  );
  assert.ok(read <= 10, `${read}`);
});

test('the total of a text search is counted once, so the next page does not search all text again', async () => {
  const accountId = await account();
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  for (let n = 0; n < 9; n++) await append(inbox, `number ${n}`);
  const cache = new TotalCache();
  const filter = { is: 'text', where: ['body'], words: ['body'] } as const;
  const ask = async (most: number, state: string) => {
    const query = {
      ...ALL,
      filter,
      sort: [{ by: 'received' as const, isAscending: false }],
      most,
      calculateTotal: true,
      totals: { cache, state },
    };
    const { ids, total } = await queryEmails(store, ownMail(accountId), query);
    return [ids.length, total];
  };
  assert.deepEqual(await ask(5, '1'), [5, 9]);
  await append(inbox, 'one more');
  assert.deepEqual(await ask(20, '1'), [10, 9], 'nobody has counted again');
  assert.deepEqual(await ask(0, '2'), [0, 10]);
  assert.deepEqual(await ask(Number.POSITIVE_INFINITY, '2'), [10, 10]);
});

test('a total is counted once until something changes', async () => {
  const { accountId } = await anyAccount();
  const cache = new TotalCache();
  const query = { ...ALL, filter: { all: [] }, sort: [], calculateTotal: true, most: 1 };
  const total = async (state: string, more: Partial<EmailQuery> = {}) => {
    const found = await queryEmails(store, ownMail(accountId), { ...query, ...more, totals: { cache, state } });
    return found.total;
  };
  const before = (await total('1')) ?? 0;
  await append(await findMailbox(pool, accountId, 'INBOX'), 'more');
  assert.equal(await total('1'), before);
  assert.equal(await total('2'), before + 1);
  assert.notEqual(await total('2', { collapseThreads: true }), before + 1);
  assert.equal(await total('2', { filter: { is: 'smaller', bytes: 0 } }), 0);
});
