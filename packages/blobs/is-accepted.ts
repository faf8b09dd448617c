import type { Queryable } from '@postroom/database';

/**
 * Whether a raw message was taken in as a mail: its octets are what somebody sent, behind a trace that is ours, and not what a client
 * has put into a mailbox. False of what a release before took in.
 */
export async function isAccepted(db: Queryable, blobId: string): Promise<boolean> {
  const { rows } = await db.query({
    name: 'is-accepted',
    text: 'select from blobs where id = $1 and accepted',
    values: [blobId],
  });
  return rows.length > 0;
}
