import { transaction } from '@postroom/database';
import type { BlobStore } from '../blob-store.ts';
import { blobOf, objectKey } from './object-key.ts';

/**
 * Held by whoever removes objects, and shared by a backup: it reads objects of blobs that are gone by now, since its
 * snapshot still has them.
 */
export const OBJECT_REMOVAL_LOCK = 0x6f626a73;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Removes objects whose blobs are gone. They are noted in the transaction that removed the blob, so a store that is away
 * or a crash only puts it off. Returns how many; call again while it is `limit`.
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
 * Finds objects of one folder that no blob knows: those of messages that were stored and never accepted. What was
 * written after `before` may still become one. They are removed with the next collectObjects(). Returns how many.
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

/** Gives up uploads that were begun before `before` and never ended. */
export async function abortStrayUploads({ objects }: BlobStore, before: Date): Promise<number> {
  return (await objects?.store.abortUploads(before)) ?? 0;
}
