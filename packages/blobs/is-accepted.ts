import type { Queryable } from '@postroom/database';

/**
 * Returns whether a raw message was accepted as mail: its octets are what somebody sent, behind our trace fields, and not what a client
 * put into a mailbox. False also for mail that a release without this mark accepted.
 */
export async function isAccepted(db: Queryable, blobId: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'is-accepted',
    text: 'select from blobs where id = $1 and accepted',
    values: [blobId],
  });
  return rows.length > 0;
}
