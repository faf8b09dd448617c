import type { Queryable } from '@postroom/database';
import type { BlobStore } from '../blob-store.ts';
import { CHUNK, streamBody } from './read.ts';

const PAGE = 200;

export interface Chunk {
  blobId: string;
  n: number;
  data: Buffer;
}

/** Returns how many rows of blob_chunks the bodies outside the database would take. */
export async function countChunksElsewhere(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ chunks: number }>(
    `select coalesce(sum(ceil((size - octet_length(header))::numeric / ${CHUNK})), 0)::bigint as chunks
     from blobs where location is not null`,
  );
  return rows[0]?.chunks ?? 0;
}

/** Yields the bodies that `snapshot` knows outside the database, as rows of blob_chunks. The octets are read from `store`. */
export async function* chunksElsewhere(snapshot: Queryable, store: BlobStore): AsyncGenerator<Chunk> {
  for (let after: string | null = null; ; ) {
    const page: { rows: { id: string; length: number }[] } = await snapshot.query<{ id: string; length: number }>(
      `select id, size - octet_length(header) as length from blobs
       where location is not null and ($1::uuid is null or id > $1) order by id limit ${PAGE}`,
      [after],
    );
    for (const { id, length } of page.rows) {
      let n = 0;
      for await (const data of streamBody(store, { id, location: 's3' }, 0, length)) yield { blobId: id, n: n++, data };
    }
    after = page.rows.at(-1)?.id ?? null;
    if (after === null) return;
  }
}
