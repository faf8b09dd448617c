import { type Pool, type Queryable, transaction } from '@postroom/database';
import { type BlobUse, noteUnused } from './collect.ts';
import { insertBlobs } from './insert.ts';
import type { StagedBlob } from './writer.ts';

/** The most waiting uploads of an account, and their octets; the oldest are dropped for a new one (RFC 8620 6.1). */
const MAX_UPLOADS = 500;
const MAX_UPLOAD_BYTES = 1024 * 1024 * 1024;

/** SQL: somebody uploaded the blob a short time ago. */
export const UPLOAD_USES_BLOB: BlobUse = 'select 1 from uploads u where u.blob_id = b.id';

/** Keeps a finished blob as an upload of its account for about a day. */
export async function keepUpload(pool: Pool, accountId: number, blob: StagedBlob): Promise<void> {
  await transaction(pool, async (tx) => {
    await insertBlobs(tx, [blob]);
    await tx.query('insert into uploads (account_id, blob_id) values ($1, $2)', [accountId, blob.id]);
    await tx.query(
      `with placed as (
         select u.blob_id, row_number() over latest as n, sum(b.size) over latest as bytes
         from uploads u join blobs b on b.id = u.blob_id where u.account_id = $1
         window latest as (order by u.uploaded_at desc, u.blob_id desc rows unbounded preceding)
       ), gone as (
         delete from uploads u using placed p
         where u.account_id = $1 and u.blob_id = p.blob_id and p.n > 1 and (p.n > ${MAX_UPLOADS} or p.bytes > ${MAX_UPLOAD_BYTES})
         returning u.blob_id
       )
       ${noteUnused('select blob_id from gone')}`,
      [accountId],
    );
  });
}

/** Returns the octets of an upload of this account; null when there is no such upload, or no longer. */
export async function uploadSize(db: Queryable, accountId: number, blobId: string): Promise<number | null> {
  const { rows } = await db.query<{ size: number }>(
    `select b.size from uploads u join blobs b on b.id = u.blob_id where u.account_id = $1 and u.blob_id = $2::uuid`,
    [accountId, blobId],
  );
  return rows[0]?.size ?? null;
}

/** Removes uploads older than `before`. Returns how many; call again while the result is `limit`. */
export async function trimUploads(db: Queryable, before: Date, limit: number): Promise<number> {
  const { rowCount } = await db.query(
    `with old as (
       select account_id, blob_id from uploads where uploaded_at < $1 order by uploaded_at limit $2
     ), gone as (
       delete from uploads u using old where u.account_id = old.account_id and u.blob_id = old.blob_id returning u.blob_id
     ), noted as (
       ${noteUnused('select distinct blob_id from gone')}
     )
     select 1 from gone`,
    [before, limit],
  );
  return rowCount ?? 0;
}
