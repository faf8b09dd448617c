import { bigintArray, bigintLiteral } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { areDense } from './pages.ts';

/**
 * SQL for a `from` clause: the entries `e` of mailbox $2 of account $1 with the uids $3, each looked up by primary key whatever the planner
 * assumes. With `uid = any($3)` it would read the whole mailbox for every page while the table has no statistics, which is when a new
 * installation imports its mail. `offset 0` prevents another kind of join.
 */
export const ENTRIES_BY_UID = `unnest($3::bigint[]) as wanted (uid) cross join lateral (
    select * from mailbox_entries
    where account_id = $1 and mailbox_id = $2 and mailbox_entries.uid = wanted.uid offset 0
  ) e`;

/**
 * SQL for a `from` clause: the message `m` of each entry `e` of an account (a parameter or a literal), looked up by primary key. With
 * partitioned tables a generic plan expects each look-up to return as many rows as there are partitions, and would read all messages
 * of the account for one. The account is compared with a constant, so that the other partitions are excluded before anything is read.
 */
export function messageOfEntry(account: string): string {
  return `cross join lateral (select * from messages where account_id = ${account} and id = e.message_id offset 0) m`;
}

/**
 * SQL: whether the entry `e` has one of these ascending uids, a bigint[] parameter. For statements that change entries, where no join is safe:
 * while the table has no statistics, Postgres expects one row per mailbox and goes through all uids for each entry. Here each entry of
 * the range is found by binary search. Few uids that lie far apart are looked up one by one.
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

/** SQL: the position of `e.uid` among ascending uids that contain it, from 1. */
export function placeIn(parameter: string): string {
  return `width_bucket(e.uid, ${parameter}::bigint[])`;
}

const FEW = 64;

/** SQL: the same as ENTRIES_BY_UID with literals, for statements without parameters (copyOut). */
export function entriesByUid({ accountId, mailboxId }: MailboxRef, uids: readonly number[]): string {
  return `unnest(${bigintArray(uids)}) as wanted (uid) cross join lateral (
    select * from mailbox_entries
    where account_id = ${bigintLiteral(accountId)} and mailbox_id = ${bigintLiteral(mailboxId)}
      and mailbox_entries.uid = wanted.uid offset 0
  ) e`;
}
