import { transaction } from '@postroom/database';
import type { BlobStore } from '../blob-store.ts';
import { blobOf, objectKey } from './object-key.ts';

/**
 * An advisory lock, held by whoever removes objects and shared by a backup: the backup's snapshot still has blobs that have been
 * removed, so it reads their objects.
 */
export const OBJECT_REMOVAL_LOCK = 0x6f626a73;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes objects whose blobs are gone. The transaction that removes a blob notes its object, so an unavailable store or a crash
 * only delays this. Returns how many; call again while the result is `limit`.
 */
export async function collectObjects({ pool, objects }: BlobStore, limit: number): Promise<number> {
  if (!objects) return 0;
  return transaction(pool, async (tx) => {
    const lock = await tx.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [OBJECT_REMOVAL_LOCK]);
    if (!lock.rows[0]?.got) return 0;
    const { rows } = await tx.query<{ blob_id: string }>(
      `delete from object_removals where blob_id in (
         select blob_id from object_removals r
         where not exists (select 1 from blobs b where b.id = r.blob_id and b.location is not null)
         order by since limit $1 for update skip locked)
       returning blob_id`,
      [limit],
    );
    await objects.store.remove(rows.map((row) => objectKey(row.blob_id)));
    return rows.length;
  });
}

/**
 * Finds objects in one folder that belong to no blob: those of messages that were stored but never accepted. Objects written after
 * `before` are skipped, as they may still get a blob. The next collectObjects() removes what is found. Returns how many.
 */
export async function sweepObjects({ pool, objects }: BlobStore, folder: string, before: Date): Promise<number> {
  if (!objects) return 0;
  let found = 0;
  for await (const page of objects.store.list(folder)) {
    const ids = page.filter(({ writtenAt }) => writtenAt < before).map(({ key }) => blobOf(key));
    const { rowCount } = await pool.query(
      `insert into object_removals (blob_id)
       select id from unnest($1::uuid[]) as o (id)
       where not exists (select 1 from blobs b where b.id = o.id and b.location is not null)
       on conflict do nothing`,
      [ids.filter((id) => UUID.test(id))],
    );
    found += rowCount ?? 0;
  }
  return found;
}

/** Aborts uploads that began before `before` and were never completed. */
export async function abortStrayUploads({ objects }: BlobStore, before: Date): Promise<number> {
  return (await objects?.store.abortUploads(before)) ?? 0;
}
