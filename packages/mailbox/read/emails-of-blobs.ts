import type { Queryable } from '@postroom/database';

/** Returns the ids of the account's messages with these blobs, by blob id. */
export async function emailsOfBlobs(
  db: Queryable,
  accountId: number,
  blobIds: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: number; blob_id: string }>({
    name: 'emails-of-blobs',
    text: 'select min(id) as id, blob_id from messages where blob_id = any($2::uuid[]) and account_id = $1 group by blob_id',
    values: [accountId, blobIds],
  });
  return new Map(rows.map((row) => [row.blob_id, row.id]));
}
