import { type Pool, type Queryable, transaction, uuidv7Floor } from '@postroom/database';

/** SQL: a query that finds a use of the blob `b`. Each package that refers to blobs has one. */
export type BlobUse = string;

/** Returns SQL, a statement or part of one, that notes the blobs of a query for collection because they have lost a reference. */
export function noteUnused(blobIds: string): string {
  return `insert into blob_candidates (blob_id) ${blobIds} on conflict do nothing`;
}

/**
 * Removes blobs that lost their last reference more than `graceMs` ago and that none of the uses finds. Returns how many candidates were
 * looked at; call again while the result is `limit`.
 */
export async function collectBlobs(
  pool: Pool,
  options: { graceMs: number; limit: number; uses: readonly BlobUse[] },
): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ blob_id: string }>(
      `delete from blob_candidates where blob_id in (
         select blob_id from blob_candidates where since < now() - $1 * interval '1 ms'
         order by since limit $2 for update skip locked)
       returning blob_id`,
      [options.graceMs, options.limit],
    );
    const ids = rows.map((row) => row.blob_id);
    await removeUnused(tx, ids, options.uses);
    return ids.length;
  });
}

async function removeUnused(tx: Queryable, ids: string[], uses: readonly BlobUse[]): Promise<void> {
  await tx.query(
    `with gone as (
       delete from blobs b where b.id = any($1::uuid[])
         ${uses.map((use) => `and not exists (${use})`).join('\n')}
       returning id, location
     ), noted as (
       insert into object_removals (blob_id) select id from gone where location is not null on conflict do nothing
     )
     delete from blob_chunks c using gone where c.blob_id = gone.id`,
    [ids],
  );
}

/**
 * Removes chunks of messages that were never finished, for instance because of a crash: they have no blob row, and the last of them was
 * written before `before`.
 */
export async function collectStrayChunks(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    `delete from blob_chunks c where c.blob_id < $1::uuid
       and not exists (select 1 from blobs b where b.id = c.blob_id)
       and not exists (select 1 from blob_chunks later where later.blob_id = c.blob_id and later.written_at >= $2)`,
    [uuidv7Floor(before), before],
  );
  return rowCount ?? 0;
}
