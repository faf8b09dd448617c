import type { Queryable, Transaction } from '@postroom/database';

/** Returns, by blob id, the facts that were read from these messages as they arrived. Messages without facts are left out. */
export async function readCarriedFacts(db: Queryable, mailIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ blobId: string; facts: string }>({
    name: 'read-carried-facts',
    text: `select blob_id as "blobId", facts from accepted_mails where id = any($1::uuid[]) and facts is not null`,
    values: [mailIds],
  });
  return new Map(rows.map(({ blobId, facts }) => [blobId, facts]));
}

/**
 * Forgets the facts of messages whose local deliveries are all over. If two transactions finish deliveries of one message at the same time,
 * its facts may stay; they are then removed together with the message.
 */
export async function dropCarriedFacts(tx: Transaction, mailIds: readonly string[]): Promise<void> {
  if (mailIds.length === 0) return;
  await tx.query({
    name: 'drop-carried-facts',
    text: `update accepted_mails set facts = null where id in (
        select id from accepted_mails m where id = any($1::uuid[]) and facts is not null and not exists (
          select 1 from deliveries d where d.mail_id = m.id and d.state = 'queued' and d.account_id is not null)
        for update skip locked
      )`,
    values: [mailIds],
  });
}
