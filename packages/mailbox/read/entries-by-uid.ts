import { bigintArray, bigintLiteral } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { areDense } from './pages.ts';

/**
 * The entries `e` of mailbox $2 of account $1 with the uids $3, for a `from` clause: one look-up by primary key each,
 * whatever the planner believes. With `uid = any($3)` it reads the whole mailbox for every page as long as the table
 * has no statistics, which is when a new installation imports its mail (measured: 1,200 ms instead of 70 for FETCH of
 * 10,000 messages). `offset 0` keeps the look-up from being turned into another join.
 */
export const ENTRIES_BY_UID = `unnest($3::bigint[]) as wanted (uid) cross join lateral (
    select * from mailbox_entries
    where account_id = $1 and mailbox_id = $2 and mailbox_entries.uid = wanted.uid offset 0
  ) e`;

/**
 * The message `m` of each entry `e` of an account, a parameter or a literal, for a `from` clause: a look-up by primary key, as
 * above. Of tables in partitions a plan that serves all values takes each look-up for as many rows as there are partitions, and
 * would read all messages of the account for one. The account is compared with what does not come from another table, so that the
 * other partitions are left out before anything is read.
 */
export function messageOfEntry(account: string): string {
  return `cross join lateral (select * from messages where account_id = ${account} and id = e.message_id offset 0) m`;
}

/**
 * SQL: whether the entry `e` is one of ascending uids, a bigint[] parameter. For statements that change entries, in which no join
 * is safe: as long as the table has no statistics Postgres takes a mailbox for one row, and goes through all the uids for each
 * of its entries. Here it looks each entry of the range up by halves. Few uids that lie far apart are looked up one by one.
 */
export function isOneOf(uids: Uint32Array, parameter: string): { name: string; condition: string } {
  const array = `(${parameter}::bigint[])`;
  if (uids.length <= FEW && uids.length > 0 && !areDense(uids))
    return { name: 'few', condition: `e.uid = any(${array})` };
  return {
    name: 'range',
    condition: `e.uid between ${array}[1] and ${array}[cardinality(${array})] and ${array}[${placeIn(parameter)}] = e.uid`,
  };
}

/** SQL: the place of `e.uid` among ascending uids that it is one of, from 1 on. */
export function placeIn(parameter: string): string {
  return `width_bucket(e.uid, ${parameter}::bigint[])`;
}

const FEW = 64;

/** ENTRIES_BY_UID where there are no parameters (copyOut). */
export function entriesByUid({ accountId, mailboxId }: MailboxRef, uids: readonly number[]): string {
  return `unnest(${bigintArray(uids)}) as wanted (uid) cross join lateral (
    select * from mailbox_entries
    where account_id = ${bigintLiteral(accountId)} and mailbox_id = ${bigintLiteral(mailboxId)}
      and mailbox_entries.uid = wanted.uid offset 0
  ) e`;
}
