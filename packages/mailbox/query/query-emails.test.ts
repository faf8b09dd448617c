import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyMessages, findMailbox, ownMail, queryEmails, storeFlags, threadOldEntries } from '@postroom/mailbox';
import { Random } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import { openMailboxFixture } from '../testing/fixture.ts';
import { rowsRead } from '../testing/rows-read.ts';
import type { EmailComparator, EmailFilter } from './email-filter.ts';
import type { EmailQuery } from './query-emails.ts';

const { pool, store, account, append } = await openMailboxFixture();
const seed = Number(process.env.SEED ?? 20_261_128);
const random = new Random(seed);

const ALL: Omit<EmailQuery, 'filter' | 'sort'> = {
  collapseThreads: false,
  most: Number.POSITIVE_INFINITY,
  calculateTotal: true,
  maxSearchBytes: 1_000_000,
};
const NEWEST: EmailComparator[] = [{ by: 'received', isAscending: false }];
const OLDEST: EmailComparator[] = [{ by: 'received', isAscending: true }];

interface Row {
  id: number;
  mailboxId: number;
  received: number;
  thread: number;
}

/** Computes the result that RFC 8621 4.4 asks for from all rows. */
async function expected(accountId: number, { filter, sort, collapseThreads }: EmailQuery): Promise<number[]> {
  const { rows } = await pool.query<Row & Record<string, unknown>>(
    `select e.message_id as id, e.mailbox_id as "mailboxId", extract(epoch from e.internal_date)::bigint as received,
       coalesce(m.thread_id, m.id) as thread
     from mailbox_entries e join messages m on m.account_id = e.account_id and m.id = e.message_id
     where e.account_id = $1 and e.flags & ${Flag.Deleted} = 0`,
    [accountId],
  );
  const isWanted = ({ mailboxId }: Row): boolean => {
    if (!('is' in filter)) return true;
    if (filter.is === 'in') return mailboxId === filter.mailboxId;
    return filter.is === 'outside' && !filter.mailboxIds.includes(mailboxId);
  };
  const direction = sort[0]?.isAscending ? 1 : -1;
  const sorted = rows
    .filter(isWanted)
    .sort((one, other) => direction * (one.received - other.received || one.id - other.id));
  const seen = new Set<number>();
  const firsts = sorted.filter(({ id, thread }) => {
    const key = collapseThreads ? thread : id;
    return seen.size < seen.add(key).size;
  });
  return firsts.map(({ id }) => id);
}

/** Creates mailboxes with copies, answers, equal dates, entries marked \Deleted and, if `hasOld`, entries as an older release filed them. */
async function anyAccount(hasOld = true): Promise<{ accountId: number; mailboxIds: number[] }> {
  const accountId = await account();
  const mailboxes = await Promise.all(['INBOX', 'Archive', 'Sent'].map((name) => findMailbox(pool, accountId, name)));
  for (let n = 0; n < 60; n++) await append(random.pick(mailboxes), `${random.below(12)}`);
  for (let n = 0; n < 6; n++) {
    const uids = Uint32Array.from({ length: 8 }, (_, index) => 1 + index + random.below(3)).sort();
    await copyMessages(store, random.pick(mailboxes), random.pick(mailboxes), new Uint32Array(new Set(uids)));
  }
  await storeFlags(store, random.pick(mailboxes), Uint32Array.of(2, 3, 5), {
    action: 'add',
    flags: Flag.Deleted,
    keywords: [],
  });
  // All entries of a message have the same date, and many messages share a date.
  await pool.query(
    `update mailbox_entries set internal_date = '2026-01-01'::timestamptz + (message_id * 7919 % 11) * interval '1 hour' where account_id = $1`,
    [accountId],
  );
  if (!hasOld) return { accountId, mailboxIds: mailboxes.map(({ mailboxId }) => mailboxId) };
  await pool.query('update messages set thread_id = null where account_id = $1 and id % 5 = 0', [accountId]);
  await pool.query(
    'update mailbox_entries set thread_id = null where account_id = $1 and (message_id % 3 < 2 or message_id % 5 = 0)',
    [accountId],
  );
  return { accountId, mailboxIds: mailboxes.map(({ mailboxId }) => mailboxId) };
}

test('the first emails and threads and their total equal those of the whole list', async () => {
  for (const hasOld of [true, false]) {
    const { accountId, mailboxIds } = await anyAccount(hasOld);
    const [one, ...others] = mailboxIds as [number, ...number[]];
    const filters: EmailFilter[] = [
      { all: [] },
      { is: 'in', mailboxId: one },
      { is: 'outside', mailboxIds: [one] },
      { is: 'outside', mailboxIds: others },
    ];
    for (const filter of filters) {
      for (const sort of [NEWEST, OLDEST, []]) {
        for (const collapseThreads of [false, true]) {
          const query = { ...ALL, filter, sort, collapseThreads };
          const all = await expected(accountId, query);
          const what = `seed ${seed}, ${JSON.stringify(query)}`;
          for (const most of [Number.POSITIVE_INFINITY, 0, 1, 1 + random.below(20), all.length, all.length + 1]) {
            const { ids, total } = await queryEmails(store, ownMail(accountId), { ...query, most });
            assert.deepEqual([Array.from(ids), total], [all.slice(0, most), all.length], `${what}, ${most}`);
          }
        }
      }
    }
  }
});

test('headers are searched only while the client waits', async () => {
  const { accountId } = await anyAccount();
  const filter = { is: 'header', field: 'subject', text: '' } as const;
  const find = (alive: () => void) => queryEmails(store, ownMail(accountId), { ...ALL, filter, sort: NEWEST, alive });
  assert.ok((await find(() => {})).ids.length > 0);
  await assert.rejects(
    find(() => assert.fail('nobody waits')),
    /nobody waits/,
  );
});

test('old entries get their threads in the background, and those of messages without one later', async () => {
  const { accountId } = await anyAccount();
  const query = { ...ALL, filter: { all: [] }, sort: NEWEST, collapseThreads: true };
  const before = await queryEmails(store, ownMail(accountId), query);
  const runAll = async (): Promise<void> => {
    for (let position: object | null = null; ; ) {
      const batch = await threadOldEntries.batch(pool, position as never, 7);
      position = batch.position;
      if (position === null) return;
    }
  };
  const without = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*) as n from mailbox_entries e join messages m on m.account_id = e.account_id and m.id = e.message_id
       where m.thread_id is distinct from e.thread_id`,
    );
    return rows[0]?.n ?? 0;
  };
  assert.ok(await threadOldEntries.isNeeded(pool));
  await runAll();
  assert.equal(await without(), 0);
  assert.equal(await threadOldEntries.isNeeded(pool), false);
  assert.deepEqual(await queryEmails(store, ownMail(accountId), query), before);
  await pool.query('update messages set thread_id = id where thread_id is null');
  assert.ok(await threadOldEntries.isNeeded(pool));
  await runAll();
  assert.equal(await without(), 0);
});

test('the first page of a large mailbox reads that page only, with or without statistics', async () => {
  const ids = [await account(), await account()];
  for (const id of ids) {
    const inbox = await findMailbox(pool, id, 'INBOX');
    await append(inbox, 'One');
    await pool.query(
      `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, thread_id, modseq, size, internal_date)
       select $1, $2, n, n, n, 1, n, '2026-01-01'::timestamptz + n % 977 * interval '1 hour' from generate_series(2, 20000) n`,
      [id, inbox.mailboxId],
    );
  }
  const [accountId] = ids as [number];
  const { mailboxId } = await findMailbox(pool, accountId, 'INBOX');
  const { mailboxId: sent } = await findMailbox(pool, accountId, 'Sent');
  for (const statistics of [false, true]) {
    if (statistics) await pool.query('analyze');
    for (const filter of [
      { is: 'in', mailboxId },
      { is: 'outside', mailboxIds: [sent] },
      { all: [] },
    ] as EmailFilter[]) {
      for (const sort of [NEWEST, OLDEST, []]) {
        for (const collapseThreads of [false, true]) {
          const query = { ...ALL, filter, sort, collapseThreads, most: 50, calculateTotal: false };
          const read = await rowsRead(store, ['mailbox_entries'], (reading) =>
            queryEmails(reading, ownMail(accountId), query),
          );
          assert.ok(read > 0 && read <= 400, `${read} entries were read, ${JSON.stringify(query)}, ${statistics}`);
        }
      }
    }
  }
});

test('the few mails with attachments among many are found without reading the others', async () => {
  const accountId = await account();
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  for (const subject of ['One', 'Two', 'Three']) await append(inbox, subject);
  await pool.query("update messages set has_attachment = subject = 'Two' where account_id = $1", [accountId]);
  const { rows } = await pool.query<{ last: number }>('select max(id) as last from messages where account_id = $1', [
    accountId,
  ]);
  const last = rows[0]?.last ?? 0;
  await pool.query(
    `insert into mailbox_entries (account_id, mailbox_id, uid, message_id, thread_id, modseq, size, internal_date)
     select $1, $2, 3 + n, $3 + n, $3 + n, 1, n, '2026-01-01'::timestamptz from generate_series(1, 20000) n`,
    [accountId, inbox.mailboxId, last],
  );
  for (const calculateTotal of [false, true]) {
    const query = { ...ALL, filter: { is: 'attachment' } as const, sort: NEWEST, most: 50, calculateTotal };
    let found: unknown;
    const read = await rowsRead(store, ['mailbox_entries', 'messages'], async (reading) => {
      found = await queryEmails(reading, ownMail(accountId), query);
    });
    const { ids, total } = found as Awaited<ReturnType<typeof queryEmails>>;
    assert.deepEqual([ids.length, total], [1, calculateTotal ? 1 : null]);
    assert.ok(read <= 20, `${read} rows were read`);
  }
});
