import { type Pool, type Queryable, transaction, uuidv7Floor } from '@postroom/database';

/**
 * Removes blobs that lost their last reference more than `graceMs` ago. A blob is in use while a message or a queued
 * delivery points at it. Returns how many candidates were looked at; call again while it is `limit`.
 */
export async function collectBlobs(pool: Pool, options: { graceMs: number; limit: number }): Promise<number> {
  return transaction(pool, async (tx) => {
    const { rows } = await tx.query<{ blob_id: string }>(
      `delete from blob_candidates where blob_id in (
         select blob_id from blob_candidates where since < now() - $1 * interval '1 ms'
         order by since limit $2 for update skip locked)
       returning blob_id`,
      [options.graceMs, options.limit],
    );
    const ids = rows.map((row) => row.blob_id);
    await removeUnused(tx, ids);
    return ids.length;
  });
}

async function removeUnused(tx: Queryable, ids: string[]): Promise<void> {
  await tx.query(
    `with gone as (
       delete from blobs b where b.id = any($1::uuid[])
         and not exists (select 1 from messages m where m.blob_id = b.id)
         and not exists (select 1 from accepted_mails a join deliveries d on d.mail_id = a.id
           where a.blob_id = b.id and d.state = 'queued')
       returning id, location
     ), noted as (
       insert into object_removals (blob_id) select id from gone where location is not null on conflict do nothing
     )
     delete from blob_chunks c using gone where c.blob_id = gone.id`,
    [ids],
  );
}

/**
 * Removes chunks whose message was never finished, as a crash leaves them: without a blob row, and the last of them
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
