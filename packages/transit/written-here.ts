import type { Queryable } from '@postroom/database';

/** Returns which of these blobs the platform itself wrote to the account (reports, notices, vacation replies). Known while the trace is kept. */
export async function writtenHere(
  db: Queryable,
  accountId: number,
  blobIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ blobId: string }>({
    name: 'written-here',
    text: `select m.blob_id as "blobId" from accepted_mails m
      where m.blob_id = any($2::uuid[]) and m.source = 'generated'
        and exists (select from deliveries d where d.mail_id = m.id and d.account_id = $1)`,
    values: [accountId, blobIds],
  });
  return new Set(rows.map(({ blobId }) => blobId));
}
