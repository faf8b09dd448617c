import { type Queryable, transaction } from '@postroom/database';
import type { BlobStore } from './blob-store.ts';
import { objectKey } from './bodies/object-key.ts';
import type { StagedBlob } from './writer.ts';

/**
 * Removes at once what was stored of a message that is not wanted: it was refused, is over quota, or its client left. A message that is
 * committed, or is being committed, stays, so this may also be called when its outcome is unknown. Never rejects: what stays behind is
 * collected by age.
 */
export async function discardBlob({ pool, objects }: BlobStore, blob: StagedBlob): Promise<void> {
  if (blob.body !== null) return;
  try {
    const isGone = await transaction(pool, async (tx) => {
      await reserveBlob(tx, blob.id);
      const { rowCount } = await tx.query('select 1 from blobs where id = $1 and size = 0', [blob.id]);
      if (rowCount) await tx.query('delete from blob_chunks where blob_id = $1', [blob.id]);
      return rowCount === 1;
    });
    if (isGone && blob.location === 's3') await objects?.store.remove([objectKey(blob.id)]);
  } catch {
    // The database or the object store is away; the rest is collected by age.
  }
}

/** Runs the work that makes a finished message referenced, and discards the message when it fails. */
export async function orDiscard<T>(store: BlobStore, blob: StagedBlob, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await discardBlob(store, blob);
    throw error;
  }
}

/**
 * Reserves a blob's id with an empty blob unless it is in use, so that nobody else can store it any more. Waits for a transaction that is
 * storing it. The collector later removes the empty blob, and chunks written under its id.
 */
export async function reserveBlob(db: Queryable, id: string): Promise<void> {
  await db.query(
    `with reserved as (
       insert into blobs (id, size, header, body) values ($1, 0, '', '') on conflict (id) do nothing returning id
     )
     insert into blob_candidates (blob_id) select id from reserved on conflict do nothing`,
    [id],
  );
}
