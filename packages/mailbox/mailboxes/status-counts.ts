import type { Queryable } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { Mailbox } from './mailboxes.ts';

/** Returns the octets of messages marked \Deleted, by mailbox id (RFC 9208 4.1.4). Mailboxes without any are left out. */
export async function deletedBytes(
  db: Queryable,
  accountId: number,
  mailboxes: readonly Mailbox[],
): Promise<Map<number, number>> {
  const ids = mailboxes.filter(({ deletedCount }) => deletedCount > 0).map(({ mailboxId }) => mailboxId);
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<{ mailbox_id: number; bytes: number }>(
    `select mailbox_id, sum(size)::bigint as bytes from mailbox_entries
     where account_id = $1 and mailbox_id = any($2::bigint[]) and flags & ${Flag.Deleted} <> 0
     group by mailbox_id`,
    [accountId, ids],
  );
  return new Map(rows.map((row) => [row.mailbox_id, row.bytes]));
}

/** Returns how many messages no session has seen as \Recent, by mailbox id (RFC 3501 2.3.2). Mailboxes without any are left out. */
export async function recentCounts(
  db: Queryable,
  accountId: number,
  mailboxes: readonly Mailbox[],
): Promise<Map<number, number>> {
  const some = mailboxes.filter(({ recentUid, uidNext }) => recentUid < uidNext);
  if (some.length === 0) return new Map();
  const { rows } = await db.query<{ id: number; count: number }>(
    `select wanted.id, (
       select count(*) from mailbox_entries e
       where e.account_id = $1 and e.mailbox_id = wanted.id and e.uid >= wanted.recent_uid
     ) as count
     from unnest($2::bigint[], $3::bigint[]) as wanted (id, recent_uid)`,
    [accountId, some.map(({ mailboxId }) => mailboxId), some.map(({ recentUid }) => recentUid)],
  );
  return new Map(rows.map((row) => [row.id, row.count]));
}
