import type { Queryable } from '@postroom/database';

/** Returns whether a raw message was accepted here as mail that the platform did not write itself. True only while its trace is kept. */
export async function isTraced(db: Queryable, blobId: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'is-traced',
    text: "select from accepted_mails where blob_id = $1 and source <> 'generated' limit 1",
    values: [blobId],
  });
  return rows.length > 0;
}
