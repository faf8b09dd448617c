import { packBigints, type Transaction } from '@postroom/database';
import { Flag } from '@postroom/types';
import type { MessageChange } from './note-messages.ts';

/** A noted change of one message, and whether it exists for JMAP now: in some mailbox, and not \Deleted there (RFC 8621 4.1.1). */
export interface NotedMessage {
  modseq: number;
  n: number;
  place: number;
  kind: MessageChange;
  id: number;
  threadId: number | null;
  isThere: boolean;
}

/** SQL: whether the message of account $1 exists for JMAP. @param alsoAnd a further condition on its entry `v` */
export function isThere(messageId: string, alsoAnd = ''): string {
  return `exists (select 1 from mailbox_entries v
    where v.account_id = $1 and v.message_id = ${messageId} and v.flags & ${Flag.Deleted} = 0${alsoAnd})`;
}

/** Reads the first notes after a cursor, one id each, from as few rows as needed; the cursor's own row is included, as it may be half read. */
export async function readNotes(
  tx: Transaction,
  accountId: number,
  [modseq, n, place]: readonly number[],
  limit: number,
): Promise<NotedMessage[]> {
  const { rows } = await tx.query<NotedMessage & Record<string, unknown>>({
    name: 'message-notes',
    text: `select c.modseq, c.n, u.place, c.kind, u.id, coalesce(u.thread_id, (select m.thread_id from messages m where m.account_id = $1 and m.id = u.id)) as "threadId", ${isThere('u.id')} as "isThere"
      from (
        select *, sum(cardinality(ids)) over (order by modseq, n rows unbounded preceding) - cardinality(ids) as ids_before
        from (
          select modseq, n, kind, ids, thread_ids from message_changes
          where account_id = $1 and (modseq, n) >= ($2, $3::bigint) and kind <> 'added' order by modseq, n limit $5::bigint + 1
        ) first
      ) c cross join lateral unnest(c.ids, c.thread_ids) with ordinality u (id, thread_id, place)
      where c.ids_before < $5 + $4 and (c.modseq, c.n, u.place) > ($2, $3::bigint, $4)
      order by c.modseq, c.n, u.place limit $5`,
    values: [accountId, modseq, n, place, limit],
  });
  return rows;
}

/**
 * Returns which of the messages are noted as shown again at or after the cursor: the client may not know them, because they were hidden
 * when it began, or an earlier page told of them as destroyed.
 */
export async function shownAhead(
  tx: Transaction,
  accountId: number,
  [modseq, n]: readonly number[],
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: number }>({
    name: 'shown-ahead',
    text: `select u.id from message_changes c cross join lateral unnest(c.ids) u (id)
      where c.account_id = $1 and (c.modseq, c.n) >= ($2, $3::bigint) and c.kind = 'shown' and u.id = any($4::bigint[])`,
    values: [accountId, modseq, n, packBigints(ids)],
  });
  return new Set(rows.map(({ id }) => id));
}

/** Does the same for threads: those with such a message. */
export async function threadsShownAhead(
  tx: Transaction,
  accountId: number,
  [modseq, n]: readonly number[],
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: number }>({
    name: 'threads-shown-ahead',
    text: `select distinct m.thread_id as id from message_changes c cross join lateral unnest(c.ids) u (id)
      join messages m on m.account_id = $1 and m.id = u.id
      where c.account_id = $1 and (c.modseq, c.n) >= ($2, $3::bigint) and c.kind = 'shown' and m.thread_id = any($4::bigint[])`,
    values: [accountId, modseq, n, packBigints(ids)],
  });
  return new Set(rows.map(({ id }) => id));
}
