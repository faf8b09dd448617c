import type { Queryable } from '@postroom/database';

export interface RawMessage {
  uid: number;
  blobId: string;
  /** Octets of header and body. */
  size: number;
  /** Up to and with the empty line. */
  header: Buffer;
  /** Null: not asked for, or too large for memory (use streamBlob). */
  body: Buffer | null;
}

/**
 * Reads messages by uid as they were received, several in one round trip: what POP3 reads ahead. Uids that are gone
 * are missing in the answer.
 */
export async function readRawMessages(
  db: Queryable,
  accountId: number,
  mailboxId: number,
  uids: readonly number[],
  options: { bodies: boolean },
): Promise<RawMessage[]> {
  const { rows } = await db.query<{ uid: number; blob_id: string; size: number; header: Buffer; body?: Buffer | null }>(
    {
      name: options.bodies ? 'read-raw-messages' : 'read-raw-headers',
      text: `select e.uid, m.blob_id, b.size, b.header${options.bodies ? ', b.body' : ''}
      from mailbox_entries e
      join messages m on m.account_id = e.account_id and m.id = e.message_id
      join blobs b on b.id = m.blob_id
      where e.account_id = $1 and e.mailbox_id = $2 and e.uid = any($3::bigint[])`,
      values: [accountId, mailboxId, uids],
    },
  );
  return rows.map((row) => ({
    uid: row.uid,
    blobId: row.blob_id,
    size: row.size,
    header: row.header,
    body: row.body ?? null,
  }));
}
