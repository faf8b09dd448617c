import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transaction } from '@postroom/database';
import { foldCase } from '@postroom/mime';
import {
  type EmailFilter,
  findMailbox,
  findUids,
  HeaderScan,
  type Looking,
  type MailboxRef,
  ownMail,
  queryEmails,
  removeAccountData,
  type SearchKey,
  searchMailbox,
  TextScan,
} from '../index.ts';
import { openMailboxFixture } from '../testing/fixture.ts';
import { FoundBits } from './found-bits.ts';
import { candidatesOf } from './narrow.ts';
import { dropThinSegments } from './text-index/drop-thin-segments.ts';
import { indexNext } from './text-index/index-account.ts';
import { indexMessages } from './text-index/index-messages-job.ts';
import { forgetIndexed, indexedRanges } from './text-index/segment-rows.ts';

const { pool, store, account } = await openMailboxFixture();

const WORDS = ['apple', 'Äpfel', 'banane', 'груша', '苹果', '香蕉', 'りんご', '사과', 'แอปเปิล', 'quince', 're', 'x'];

/** Returns a random number generator; the same seed gives the same numbers. */
function randomSource(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Row {
  text: string;
  subject: string;
  header: string;
  /** Whether the text is stored in the message, as an older release does, and not in its own table. */
  isOld?: boolean;
  isCut?: boolean;
}

/** Files messages with the account's next ids; uids are the same as ids. */
async function file(accountId: number, mailboxId: number, rows: readonly Row[]): Promise<number[]> {
  const { rows: states } = await pool.query<{ next_id: number }>(
    'update account_state set next_id = next_id + $2, message_count = message_count + $2 where account_id = $1 returning next_id - $2 as next_id',
    [accountId, rows.length],
  );
  const first = states[0]?.next_id as number;
  const ids = rows.map((_, n) => first + n);
  await pool.query(
    `with f as (
       select *, md5($1::bigint || '-' || id)::uuid as blob from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::boolean[])
         as f (id, text, subject, header, old, cut)
     ), b as (insert into blobs (id, size, header, body) select blob, 10, convert_to(header, 'UTF8'), '' from f
     ), t as (insert into message_texts select $1, id, text, cut from f where not old
     ), m as (
       insert into messages (account_id, id, blob_id, size, envelope, body_structure, parts, message_id, in_reply_to, refs, subject,
         preview, has_attachment, search_subject, search_from, search_to, search_cc, search_bcc, search_text, search_text_cut)
       select $1, id, blob, 10, '', '', '', '', '{}', '{}', subject, '', false, subject, 'anna <anna@example.test>', '', '', '',
         case when old then text else '' end, case when old then cut else true end from f
     )
     insert into mailbox_entries (account_id, mailbox_id, uid, message_id, modseq, flags, size, internal_date)
     select $1, $2, id, id, 1, id % 2, 10, now() from f`,
    [
      ...[
        accountId,
        mailboxId,
        ids,
        rows.map(({ text }) => foldCase(text)),
        rows.map(({ subject }) => foldCase(subject)),
      ],
      ...[
        rows.map(({ header }) => header),
        rows.map(({ isOld }) => isOld === true),
        rows.map(({ isCut }) => isCut === true),
      ],
    ],
  );
  return ids;
}

async function indexAll(): Promise<number> {
  let messages = 0;
  for (let more = await indexNext(pool); more !== null; more = await indexNext(pool)) messages += more;
  return messages;
}

function randomRow(random: (below: number) => number): Row {
  const words = (most: number) => Array.from({ length: 1 + random(most) }, () => WORDS[random(WORDS.length)]).join(' ');
  return {
    text: `${words(5)} n${random(5000)}`,
    subject: words(2),
    header: `Subject: x\r\nX-Tag: ${words(2)} t${random(300)}\r\n\r\n`,
    isOld: random(10) === 0,
    isCut: random(500) === 0,
  };
}

test('a search with the index finds the same as without, whatever is indexed and happened since', async () => {
  const random = randomSource(11);
  const id = await account();
  const inbox = await findMailbox(pool, id, 'INBOX');
  const archive = await findMailbox(pool, id, 'Archive');
  const ids = await file(
    id,
    inbox.mailboxId,
    Array.from({ length: 9_000 }, () => randomRow(random)),
  );
  await pool.query('insert into search_backlog values ($1)', [id]);
  assert.equal(await indexAll(), 8192);
  assert.deepEqual((await pool.query('select * from search_backlog')).rows, []);
  // Adds copies, removes messages, and files new ones.
  await pool.query(
    `insert into mailbox_entries select account_id, $2, uid, message_id, modseq, flags, keywords, size, internal_date
     from mailbox_entries where account_id = $1 and message_id % 3 = 0`,
    [id, archive.mailboxId],
  );
  await pool.query('delete from mailbox_entries where account_id = $1 and mailbox_id = $2 and uid % 7 = 0', [
    id,
    inbox.mailboxId,
  ]);
  await file(
    id,
    inbox.mailboxId,
    Array.from({ length: 50 }, () => randomRow(random)),
  );

  let narrowed = 0;
  const leaf = (): SearchKey => {
    const contains = foldCase(
      [WORDS[random(WORDS.length)], `n${random(5000)}`, '苹', 'n12', 'anna', 'apfel'][random(6)] as string,
    );
    const key = (['text', 'subject', 'from', 'found'] as const)[random(4)] as 'text';
    return { key, contains, where: random(3) === 0 ? ['subject', 'from', 'body'] : ['body'], bit: 0 };
  };
  const tree = (depth: number): SearchKey => {
    const kind = random(depth === 0 ? 2 : 6);
    if (kind === 1) return { key: 'flag', flag: 1, set: random(2) === 0 };
    if (kind === 2 || kind === 3) return { key: 'and', of: [tree(depth - 1), tree(depth - 1)] };
    if (kind === 4) return { key: 'or', of: [tree(depth - 1), tree(depth - 1)] };
    if (kind === 5) return { key: 'not', of: tree(depth - 1) };
    return leaf();
  };
  const foundInHeaders = async ({ mailboxId }: MailboxRef): Promise<FoundBits> => {
    const { rows } = await pool.query<{ uid: number }>(
      `select e.uid from mailbox_entries e join messages m on m.account_id = e.account_id and m.id = e.message_id
       join blobs b on b.id = m.blob_id where e.account_id = $1 and e.mailbox_id = $2 and strpos(convert_from(b.header, 'UTF8'), 't7') > 0 order by e.uid`,
      [id, mailboxId],
    );
    const headers = new FoundBits();
    for (const { uid } of rows) headers.add(uid, Buffer.of(1));
    return headers;
  };
  /** Compares a search that reads texts in storage order with one that reads each text with its message. */
  const compareWays = async (): Promise<void> => {
    for (let round = 0; round < 6; round++) {
      const query = tree(3);
      const mailbox = random(2) === 0 ? inbox : archive;
      const find = async (messages: number): Promise<Uint32Array> => {
        const looking = { headers: new HeaderScan(), texts: new TextScan(1_000_000), messages, alive: () => {} };
        return findUids(store, mailbox, withQuestions(query, looking), looking);
      };
      const found = await find(10_000);
      assert.deepEqual(found, await find(0), JSON.stringify(query));
      const filter: EmailFilter = { all: [{ is: 'in', mailboxId: mailbox.mailboxId }, filterOf(query)] };
      const emails = (calculateTotal: boolean) =>
        queryEmails(store, ownMail(id), {
          filter,
          sort: [{ by: 'received', isAscending: true }],
          collapseThreads: false,
          most: 9_900,
          calculateTotal,
          maxSearchBytes: 1_000_000,
        });
      const { ids, total } = await emails(true);
      assert.deepEqual(ids, (await emails(false)).ids, JSON.stringify(filter));
      assert.equal(total, ids.length);
      assert.deepEqual(ids, Float64Array.from(found), JSON.stringify(filter));
    }
  };
  const compare = async (): Promise<void> => {
    const inHeaders = new Map<MailboxRef, FoundBits>();
    for (const mailbox of [inbox, archive]) inHeaders.set(mailbox, await foundInHeaders(mailbox));
    for (let round = 0; round < 30; round++) {
      const query = tree(3);
      const mailbox = random(2) === 0 ? inbox : archive;
      const headers = inHeaders.get(mailbox) as FoundBits;
      const asked = withHeader(query);
      const candidates = await candidatesOf(pool, id, asked, 100_000);
      if (candidates) narrowed++;
      const found = { headers };
      assert.deepEqual(
        await searchMailbox(pool, mailbox, asked, { ...found, candidates }),
        await searchMailbox(pool, mailbox, asked, found),
        JSON.stringify(asked),
      );
    }
  };
  await compare();
  await transaction(pool, (tx) => forgetIndexed(tx, id, { from: ids[5000] as number, to: ids[5001] as number }));
  assert.equal((await indexedRanges(pool, id)).length, 1);
  await compare();
  await compareWays();
  assert.ok(narrowed > 12, `${narrowed} searches were narrowed`);
  assert.equal(await indexAll(), 4096, 'what was forgotten is indexed again');
  await compare();
  await compareWays();
  // Marks segments as indexed by an older release.
  await pool.query('update search_segments set gram_version = 1 where account_id = $1', [id]);
  await compare();
  let position: Parameters<typeof indexMessages.batch>[1] = null;
  do ({ position } = await indexMessages.batch(pool, position, 1));
  while (position);
  assert.equal((await indexedRanges(pool, id)).length, 2, 'maintenance makes the index anew');
  await compare();
  const sized = async () => {
    const { rows } = await pool.query<{ segments: number; bytes: number }>(
      `select count(distinct segment_id) as segments, sum(octet_length(data))::bigint as bytes from search_postings where account_id = $1`,
      [id],
    );
    return rows[0] as { segments: number; bytes: number };
  };
  const before = await sized();
  assert.deepEqual(before.segments, 2);
  await pool.query(
    `with gone as (delete from messages where account_id = $1 and id % 8 <> 0 returning id)
     delete from mailbox_entries e using gone where e.account_id = $1 and e.message_id = gone.id`,
    [id],
  );
  await pool.query('update account_state set message_count = message_count / 8 where account_id = $1', [id]);
  assert.equal(await dropThinSegments(pool), 2, 'most messages of both segments are gone');
  await compare();
  await indexAll();
  await compare();
  const after = await sized();
  assert.ok(after.bytes < before.bytes / 2, `${after.bytes} of ${before.bytes} octets are left`);
  assert.equal(await dropThinSegments(pool), 0, 'what is left stays');
  await transaction(pool, (tx) => removeAccountData(tx, id));
  for (const table of ['message_texts', 'search_segments', 'search_postings', 'search_backlog']) {
    assert.deepEqual((await pool.query(`select 1 from ${table} where account_id = $1`, [id])).rows, [], table);
  }
});

/** Replaces every question about headers by the one whose answer was given. */
function withHeader(query: SearchKey): SearchKey {
  if (query.key === 'and' || query.key === 'or') return { key: query.key, of: query.of.map(withHeader) };
  if (query.key === 'not') return { key: 'not', of: withHeader(query.of) };
  return query.key === 'found' ? { ...query, contains: 't7' } : query;
}

/** Registers the questions of a query; all those about headers become the same one. */
function withQuestions(query: SearchKey, looking: Looking): SearchKey {
  const each = (key: SearchKey) => withQuestions(key, looking);
  if (query.key === 'and' || query.key === 'or') return { key: query.key, of: query.of.map(each) };
  if (query.key === 'not') return { key: 'not', of: each(query.of) };
  if (query.key === 'text') return { ...query, bit: looking.texts.ask(query.contains, query.where) };
  return query.key === 'found' ? { ...query, contains: 't7', bit: looking.headers.askField('x-tag', 't7') } : query;
}

function filterOf(query: SearchKey): EmailFilter {
  switch (query.key) {
    case 'and':
      return { all: query.of.map(filterOf) };
    case 'or':
      return { any: query.of.map(filterOf) };
    case 'not':
      return { not: filterOf(query.of) };
    case 'text':
      return { is: 'text', where: query.where, words: [query.contains] };
    case 'subject':
    case 'from':
      return { is: 'text', where: [query.key], words: [query.contains] };
    case 'found':
      return { is: 'header', field: 'x-tag', text: 't7' };
    case 'flag': {
      const seen: EmailFilter = { is: 'keyword', keyword: '$seen', of: 'email' };
      return query.set ? seen : { not: seen };
    }
    default:
      throw new Error(`no filter for ${query.key}`);
  }
}
