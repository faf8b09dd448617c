import { packBigints, type Queryable } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { unpackUids } from '../read/packed-uids.ts';
import { entriesOf } from './entries-of.ts';
import { BASE_SUBJECT, orderOf, SENT, type SortCriterion } from './sort-keys.ts';

/** SQL: the uid of `e` in four octets. */
const UID = 'substr(int8send(e.uid), 5)';

/** Returns those of ascending uids that exist, sorted (RFC 5256 3). The database sorts; this process holds only four octets for each. */
export async function sortUids(
  db: Queryable,
  mailbox: MailboxRef,
  uids: Uint32Array,
  criteria: readonly SortCriterion[],
): Promise<Uint32Array> {
  requireRights(mailbox, 'r');
  const { order, readsMessages } = orderOf(criteria);
  const { rows } = await db.query<{ uids: string | null }>(
    `select encode(string_agg(${UID}, '' order by ${order}), 'base64') as uids from ${entriesOf(uids, readsMessages)}`,
    [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  );
  return unpackUids(rows[0]?.uids);
}

/** Threads one after the other: their uids, and the size of each. */
export interface SubjectThreads {
  readonly uids: Uint32Array;
  readonly sizes: Uint32Array;
}

/** Groups messages with the same base subject. Within a thread they are ordered by date, and threads by their first (RFC 5256 ORDEREDSUBJECT). */
export async function threadsBySubject(db: Queryable, mailbox: MailboxRef, uids: Uint32Array): Promise<SubjectThreads> {
  requireRights(mailbox, 'r');
  const { rows } = await db.query<{ uids: string | null; sizes: string | null }>(
    `select encode(string_agg(uids, '' order by first, uids), 'base64') as uids,
       encode(string_agg(int4send(size), '' order by first, uids), 'base64') as sizes
     from (
       select string_agg(${UID}, '' order by sent, uid) as uids, count(*)::int as size, min(sent) as first
       from (select e.uid, ${SENT} as sent, ${BASE_SUBJECT} as base from ${entriesOf(uids, true)} offset 0) e group by base
     ) threads`,
    [mailbox.accountId, mailbox.mailboxId, packBigints(uids)],
  );
  return { uids: unpackUids(rows[0]?.uids), sizes: unpackUids(rows[0]?.sizes) };
}
