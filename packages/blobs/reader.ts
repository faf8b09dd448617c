import { copyOut, type Pool, type Queryable, uuidArray } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { BlobStore } from './blob-store.ts';
import { type BodyLocation, streamBody } from './bodies/read.ts';
import type { StagedBlob } from './writer.ts';

/** A stored blob. When its body is null, it is too large for memory or elsewhere: use streamBlob. */
export type Blob = StagedBlob;

/** base64 is faster than the escape format of bytea, which writes the octets at the ends of lines four times as long. */
const COLUMNS = "size, location, encode(header, 'base64') as header, encode(body, 'base64') as body";

interface BlobRow {
  id: string;
  size: number;
  location: BodyLocation;
  header: string;
  body: string | null;
}

function fromRow({ id, size, location, header, body }: BlobRow): Blob {
  return {
    id,
    size,
    location,
    header: Buffer.from(header, 'base64'),
    body: body === null ? null : Buffer.from(body, 'base64'),
  };
}

/**
 * Reads many blobs at once, without bodies that are too large or elsewhere. Ids that do not exist are left out of the result.
 */
export async function readBlobs(pool: Pool, ids: readonly string[]): Promise<Map<string, Blob>> {
  const blobs = await copyOut(
    pool,
    `select wanted.n, size, location, header, body
     from unnest(${uuidArray(ids)}) with ordinality as wanted (id, n)
     cross join lateral (select * from blobs where blobs.id = wanted.id offset 0) b`,
    (row) => ({
      id: ids[row.int64() - 1] as string,
      size: row.int64(),
      location: (row.bytes()?.toString() ?? null) as BodyLocation,
      header: copied(row.bytes()) ?? Buffer.alloc(0),
      body: copied(row.bytes()),
    }),
  );
  return new Map(blobs.map((blob) => [blob.id, blob]));
}

function copied(bytes: Buffer | null): Buffer | null {
  return bytes && Buffer.from(bytes);
}

/**
 * Yields the octets `[start, end)` of a raw message in chunks of at most 1 MiB; each is read when the one before has been taken.
 * Throws not-found when the blob is gone.
 */
export async function* streamBlob(
  store: BlobStore,
  id: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  yield* streamStaged(store, await readBlob(store.pool, id), start, end);
}

/** Reads one blob, without a body that is too large or elsewhere. Throws not-found when it is gone. */
export async function readBlob(db: Queryable, id: string): Promise<Blob> {
  const { rows } = await db.query<BlobRow & Record<string, unknown>>({
    name: 'read-blob',
    text: `select id, ${COLUMNS} from blobs where id = $1`,
    values: [id],
  });
  if (!rows[0]) throw new MailError('not-found', 'The message no longer exists');
  return fromRow(rows[0]);
}

/** Does the same for a complete blob that is not inserted yet; a body that is not in memory is stored already. */
export async function* streamStaged(
  store: BlobStore,
  blob: StagedBlob,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const stop = Math.min(end, blob.size);
  const headerPart = blob.header.subarray(start, Math.max(start, stop));
  const from = Math.max(start - blob.header.length, 0);
  const to = stop - blob.header.length;
  if (blob.body) {
    const bodyPart = to > from ? blob.body.subarray(from, to) : Buffer.alloc(0);
    if (headerPart.length + bodyPart.length > 0) yield Buffer.concat([headerPart, bodyPart]);
    return;
  }
  if (headerPart.length > 0) yield headerPart;
  yield* streamBody(store, blob, from, to);
}

/** Reads the octets `[start, end)` at once; use it for parts known to be small. */
export async function readBlobRange(store: BlobStore, id: string, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamBlob(store, id, start, end)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
