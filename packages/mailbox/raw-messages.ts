import type { Queryable } from '@postroom/database';
import { ENTRIES_BY_UID } from './entries-by-uid.ts';

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

interface Row {
  uid: number;
  blob_id: string;
  size: number;
  header: string;
  body?: string | null;
}

/**
 * Reads messages by uid as they were received, several in one round trip: what POP3 reads ahead. Uids that are gone
 * are missing in the answer. The bytes travel as base64: mail is full of CRLF, which the text form of bytea escapes
 * octet by octet (measured for 4 KiB: 20 µs to decode, base64 3 µs).
 */
export async function readRawMessages(
  db: Queryable,
  accountId: number,
  mailboxId: number,
  uids: readonly number[],
  options: { bodies: boolean },
): Promise<RawMessage[]> {
  const body = options.bodies ? `, encode(b.body, 'base64') as body` : '';
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: options.bodies ? 'read-raw-messages' : 'read-raw-headers',
    text: `select e.uid, m.blob_id, b.size, encode(b.header, 'base64') as header${body}
      from ${ENTRIES_BY_UID}
      join messages m on m.account_id = e.account_id and m.id = e.message_id
      join blobs b on b.id = m.blob_id`,
    values: [accountId, mailboxId, uids],
  });
  return rows.map((row) => ({
    uid: row.uid,
    blobId: row.blob_id,
    size: row.size,
    header: Buffer.from(row.header, 'base64'),
    body: typeof row.body === 'string' ? Buffer.from(row.body, 'base64') : null,
  }));
}
