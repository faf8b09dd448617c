import { packBytes, type Queryable } from '@postroom/database';
import type { StagedBlob } from './writer.ts';

/** Inserts staged blobs in the transaction that references them, which makes them durable. */
export async function insertBlobs(tx: Queryable, blobs: readonly StagedBlob[]): Promise<void> {
  await tx.query({ name: 'insert-blobs', ...blobInsert(blobs, 1) });
}

/**
 * Returns the statement that inserts blobs, for use in a larger one that has its own parameters before `first`.
 * @param accepted they are accepted messages, with our trace in front (docs/decisions/0250-redirect.md)
 */
export function blobInsert(
  blobs: readonly StagedBlob[],
  first: number,
  accepted = false,
): { text: string; values: unknown[] } {
  const headers = packBytes(blobs.map((blob) => blob.header));
  const bodies = packBytes(blobs.map((blob) => blob.body ?? Buffer.alloc(0)));
  const p = (index: number): string => `$${first + index}`;
  return {
    text: `insert into blobs (id, size, location, accepted, header, body)
      select b.id, b.size, b.location, ${accepted}, substr(${p(2)}::bytea, b.header_start, b.header_length),
        case when b.elsewhere then null else substr(${p(3)}::bytea, b.body_start, b.body_length) end
      from unnest(${p(0)}::uuid[], ${p(1)}::bigint[], ${p(4)}::int[], ${p(5)}::int[], ${p(6)}::int[], ${p(7)}::int[],
        ${p(8)}::bool[], ${p(9)}::text[])
        as b (id, size, header_start, header_length, body_start, body_length, elsewhere, location)`,
    values: [
      blobs.map((blob) => blob.id),
      blobs.map((blob) => blob.size),
      headers.bytes,
      bodies.bytes,
      headers.starts,
      headers.lengths,
      bodies.starts,
      bodies.lengths,
      blobs.map((blob) => blob.body === null),
      blobs.map((blob) => blob.location ?? null),
    ],
  };
}
