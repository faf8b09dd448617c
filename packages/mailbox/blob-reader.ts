import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import type { StagedBlob } from './blob-writer.ts';

const CHUNK = 1024 * 1024; // as the writer cuts them

/** A stored blob; without a body it is too large for memory: use streamBlob. */
export type Blob = StagedBlob;

/** Lines of mail end in octets that the escape format of bytea writes fourfold; base64 is quicker on either side. */
const COLUMNS = "size, encode(header, 'base64') as header, encode(body, 'base64') as body";

interface BlobRow {
  id: string;
  size: number;
  header: string;
  body: string | null;
}

function fromRow({ id, size, header, body }: BlobRow): Blob {
  return {
    id,
    size,
    header: Buffer.from(header, 'base64'),
    body: body === null ? null : Buffer.from(body, 'base64'),
  };
}

/** Reads many blobs at once, without the bodies of chunked ones. Missing ids are missing in the answer. */
export async function readBlobs(db: Queryable, ids: readonly string[]): Promise<Map<string, Blob>> {
  const { rows } = await db.query<BlobRow & Record<string, unknown>>({
    name: 'read-blobs',
    text: `select id, ${COLUMNS} from blobs where id = any($1::uuid[])`,
    values: [ids],
  });
  return new Map(rows.map((row) => [row.id, fromRow(row)]));
}

/**
 * The octets `[start, end)` of a raw message as chunks of at most 1 MiB, each read when the one before was taken.
 * Throws not-found when the blob is gone.
 */
export async function* streamBlob(
  db: Queryable,
  id: string,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  const { rows } = await db.query<BlobRow & Record<string, unknown>>({
    name: 'read-blob',
    text: `select id, ${COLUMNS} from blobs where id = $1`,
    values: [id],
  });
  if (!rows[0]) throw new MailError('not-found', 'The message is gone');
  yield* streamStaged(db, fromRow(rows[0]), start, end);
}

/** The same of a blob that is complete and not inserted yet: its chunks, if it has any, are in the database already. */
export async function* streamStaged(
  db: Queryable,
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
  for (let n = Math.floor(from / CHUNK); n * CHUNK < to; n++) {
    const skip = Math.max(from - n * CHUNK, 0);
    const take = Math.min(to - n * CHUNK, CHUNK) - skip;
    yield await readChunk(db, blob.id, n, skip, take);
  }
}

async function readChunk(db: Queryable, id: string, n: number, skip: number, take: number): Promise<Buffer> {
  const { rows } = await db.query<{ data: string }>({
    name: 'read-chunk',
    text: "select encode(substr(data, $3, $4), 'base64') as data from blob_chunks where blob_id = $1 and n = $2",
    values: [id, n, skip + 1, take],
  });
  if (!rows[0]) throw new Error(`blob ${id} lacks chunk ${n}`);
  return Buffer.from(rows[0].data, 'base64');
}

/** The octets `[start, end)` at once; for parts known to be small. */
export async function readBlobRange(db: Queryable, id: string, start: number, end: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamBlob(db, id, start, end)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
