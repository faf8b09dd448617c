import { packBigints, type Transaction } from '@postroom/database';
import { Flag, MailError } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import { noteMessages, takeRowNumbers } from '../changes/note-messages.ts';
import type { CounterDelta } from '../mailboxes/counters.ts';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { isAllSettable, type Settable, settable } from '../mailboxes/rights.ts';
import { ENTRIES_BY_UID } from '../read/entries-by-uid.ts';
import { packedUids, unpackUids } from '../read/packed-uids.ts';
import { Spelling } from './keywords.ts';

/** What COPYUID reports (RFC 4315 3): the uids of the originals and of the copies, both ascending. */
export interface CopiedMessages {
  uidValidity: number;
  sources: Uint32Array;
  copies: Uint32Array;
}

/** Existing entries that are to be copied; compact, however many there are. */
export interface EntriesToCopy {
  uids: Uint32Array;
  counts: CounterDelta;
  /** All keywords that occur among them. */
  keywords: string[];
}

interface Row {
  uids: string | null;
  messages: number;
  unseen: number;
  deleted: number;
  bytes: number;
  keywords: string[] | null;
}

const ALL: Settable = { flags: -1, keywords: true };

/** Returns those of these uids that exist, with the flags that may be set at the destination; null means the whole mailbox. */
export async function entriesToCopy(
  tx: Transaction,
  mailbox: MailboxRef,
  uids: Uint32Array | null,
  may: Settable = ALL,
): Promise<EntriesToCopy> {
  const source = uids ? ENTRIES_BY_UID : 'mailbox_entries e where e.account_id = $1 and e.mailbox_id = $2';
  const { rows } = await tx.query<Row & Record<string, unknown>>(
    `with source as materialized (select e.uid, ${flagsFor(may)} as flags, e.size, ${may.keywords ? 'e.keywords' : NONE} as keywords from ${source})
     select ${packedUids('uid')} as uids, count(*) as messages, coalesce(sum(size), 0)::bigint as bytes,
       count(*) filter (where flags & ${Flag.Seen} = 0) as unseen,
       count(*) filter (where flags & ${Flag.Deleted} <> 0) as deleted,
       (select array_agg(distinct keyword) from (
         select distinct keywords from source where keywords <> '{}'
       ) used, unnest(used.keywords) keyword) as keywords
     from source`,
    [mailbox.accountId, mailbox.mailboxId, ...(uids ? [packBigints(uids)] : [])],
  );
  const { uids: packed, keywords, ...counts } = rows[0] as Row;
  return { uids: unpackUids(packed), counts, keywords: keywords ?? [] };
}

const NONE = `'{}'::text[]`;

/** SQL: the flags of a copy. Flags that may not be set are left out, and the copy is made all the same (RFC 4314 4, COPY). */
function flagsFor(may: Settable): string {
  return isAllSettable(may) ? 'e.flags' : `e.flags & ${may.flags}`;
}

/** Takes `count` new uids of a mailbox, under the account's lock. Throws mailbox-not-found. */
export async function reserveUids(
  tx: Transaction,
  mailbox: MailboxRef,
  count: number,
): Promise<{ firstUid: number; uidValidity: number; specialUse: string | null }> {
  const { rows } = await tx.query<{ first_uid: number; uid_validity: number; special_use: string | null }>(
    `update mailboxes set uid_next = uid_next + $3 where account_id = $1 and id = $2
     returning uid_next - $3 as first_uid, uid_validity, special_use`,
    [mailbox.accountId, mailbox.mailboxId, count],
  );
  const row = rows[0];
  if (!row) throw new MailError('mailbox-not-found', 'No such mailbox');
  return { firstUid: row.first_uid, uidValidity: row.uid_validity, specialUse: row.special_use };
}

/** Keywords that a mailbox spells differently from how they are given, and its spelling. */
export interface Respelled {
  given: string[];
  spelled: string[];
}

/** Returns how the destination spells the entries' keywords. Makes no query if they have none. */
export async function respell(tx: Transaction, mailbox: MailboxRef, { keywords }: EntriesToCopy): Promise<Respelled> {
  if (keywords.length === 0) return { given: [], spelled: [] };
  const spelling = await Spelling.read(tx, mailbox);
  const others = keywords
    .map((given) => ({ given, spelled: spelling.of(given) }))
    .filter((each) => each.given !== each.spelled);
  await spelling.save(tx, mailbox);
  return { given: others.map(({ given }) => given), spelled: others.map(({ spelled }) => spelled) };
}

const RESPELLED = `coalesce((
    select array_agg(distinct coalesce(s.spelled, k.given)) from unnest(e.keywords) k (given)
    left join unnest($8::text[], $9::text[]) s (given, spelled) using (given)), '{}')`;

/** SQL: the messages that come into a shared mailbox. */
const ADDED = `(select distinct message_id as id, null::bigint as thread_id from copied
  where exists (select 1 from mailbox_shares where account_id = $1 and mailbox_id = $3)) added`;

/** Inserts the copies of entries, with uids from `firstUid` on; their save date is now (RFC 8514 3). */
export async function insertCopies(
  tx: Transaction,
  state: AccountState,
  from: MailboxRef,
  to: MailboxRef,
  { uids }: EntriesToCopy,
  firstUid: number,
  { given, spelled }: Respelled,
): Promise<void> {
  const may = settable(to);
  await tx.query(
    `with copied as (insert into mailbox_entries
       (account_id, mailbox_id, uid, message_id, thread_id, modseq, flags, seen_by, keywords, size, internal_date)
     select e.account_id, $3, $6 + p.n - 1, e.message_id, e.thread_id, $4, ${flagsFor(may)}, e.seen_by,
       ${!may.keywords ? NONE : given.length > 0 ? RESPELLED : 'e.keywords'}, e.size, e.internal_date
     from unnest($5::bigint[]) with ordinality as p (source, n) cross join lateral (
       select * from mailbox_entries where account_id = $1 and mailbox_id = $2 and uid = p.source offset 0
     ) e returning message_id)
     ${noteMessages('added', ADDED, '$4::bigint', '$7::int')}`,
    [
      state.accountId,
      from.mailboxId,
      to.mailboxId,
      state.modseq,
      packBigints(uids),
      ...[firstUid, takeRowNumbers(state, uids.length)],
      ...(given.length > 0 ? [given, spelled] : []),
    ],
  );
}

/** Returns `count` consecutive uids. */
export function uidsFrom(firstUid: number, count: number): Uint32Array {
  const uids = new Uint32Array(count);
  for (let index = 0; index < count; index++) uids[index] = firstUid + index;
  return uids;
}
