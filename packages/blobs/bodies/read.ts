import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { BlobStore } from '../blob-store.ts';
import { objectKey } from './object-key.ts';

/** The octets in one row of a body in the database, and in one read of a body elsewhere. */
export const CHUNK = 1024 * 1024;

export type BodyLocation = 's3' | null;

export interface StoredBody {
  readonly id: string;
  readonly location?: BodyLocation | undefined;
}

/** Thrown when a body, or a part of it, is nowhere to be found. */
export class DamagedBody extends Error {
  constructor(id: string, location: BodyLocation) {
    super(`the body of blob ${id} is missing in its store (${location ?? 'PostgreSQL'})`);
    this.name = 'DamagedBody';
  }
}

/**
 * Yields the octets `[from, to)` of a body that is not in memory, at most CHUNK at a time; each chunk is read when the one before has
 * been taken. A body that is moved in the meantime is read at its new place. Throws not-found, unavailable, DamagedBody.
 */
export async function* streamBody(
  store: BlobStore,
  body: StoredBody,
  from: number,
  to: number,
): AsyncGenerator<Buffer> {
  const { pool } = store;
  let location = body.location ?? null;
  for (let at = from; at < to; ) {
    const piece = location === 's3' ? await readObject(store, body.id, at, to) : await readChunk(pool, body.id, at, to);
    if (piece === null) location = await movedTo(pool, body.id, location);
    else yield piece;
    at += piece?.length ?? 0;
  }
}

async function readObject({ objects }: BlobStore, id: string, at: number, to: number): Promise<Buffer | null> {
  if (!objects)
    throw new Error(`the body of blob ${id} is in an object store, but none is configured: set S3_ENDPOINT`);
  return objects.store.read(objectKey(id), at, Math.min(to, at + CHUNK));
}

async function readChunk(db: Queryable, id: string, at: number, to: number): Promise<Buffer | null> {
  const skip = at % CHUNK;
  const { rows } = await db.query<{ data: string }>({
    name: 'read-chunk',
    text: "select encode(substr(data, $3, $4), 'base64') as data from blob_chunks where blob_id = $1 and n = $2",
    values: [id, Math.floor(at / CHUNK), skip + 1, Math.min(to - at, CHUNK - skip)],
  });
  // Null when there is no such row or it is too short.
  return rows[0]?.data ? Buffer.from(rows[0].data, 'base64') : null;
}

async function movedTo(db: Queryable, id: string, from: BodyLocation): Promise<BodyLocation> {
  const { rows } = await db.query<{ location: BodyLocation }>('select location from blobs where id = $1', [id]);
  if (!rows[0]) throw new MailError('not-found', 'The message no longer exists');
  if (rows[0].location === from) throw new DamagedBody(id, from);
  return rows[0].location;
}
