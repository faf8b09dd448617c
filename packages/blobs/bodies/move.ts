import { type Pool, type Transaction, transaction } from '@postroom/database';
import type { Objects } from '@postroom/objects';
import { isMailError, MailError } from '@postroom/types';
import type { BlobStore } from '../blob-store.ts';
import { streamBlob } from '../reader.ts';
import type { BodyLocation } from './read.ts';
import { objectTarget } from './write.ts';

const LOCK = 0x6d6f7665; // two movers in opposite directions would undo each other
const AT_ONCE = 4;

export interface MoveTurn {
  /** The destination: 's3', or null for the database. */
  to: BodyLocation;
  /** `next` of the turn before; null for the first turn. */
  after: string | null;
  /** The turn ends after about this time, in ms. */
  forMs: number;
}

export interface Moved {
  moved: number;
  bytes: number;
  /** Where the next turn goes on; null when nothing is left. */
  next: string | null;
}

type WithObjects = BlobStore & { readonly objects: Objects };

interface Body {
  id: string;
  /** Octets of the header, which stays in the database. */
  header: number;
  size: number;
}

/** Returns how many bodies a move would move, and their octets. */
export async function movableBodies(store: BlobStore, to: BodyLocation): Promise<{ count: number; bytes: number }> {
  const { rows } = await store.pool.query<{ count: number; bytes: number }>(
    `select count(*) as count, coalesce(sum(size - octet_length(header)), 0)::bigint as bytes from blobs
     where ${CONDITION}`,
    [to, objectsFor(store).overBytes],
  );
  return rows[0] ?? { count: 0, bytes: 0 };
}

const CONDITION = `location is distinct from $1::text
  and ($1::text is null or size - octet_length(header) > $2::bigint)`;

/**
 * Moves bodies, some per turn, to where new bodies of their size are stored, or back into the database. Reads during a move go on; a
 * copy that a crash leaves is overwritten or collected. Throws in-use, unavailable, cannot.
 */
export async function moveBodies(store: BlobStore, turn: MoveTurn): Promise<Moved> {
  const { pool } = store;
  const objects = objectsFor(store);
  const until = performance.now() + turn.forMs;
  return transaction(pool, async (tx) => {
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    const lock = await tx.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [LOCK]);
    if (!lock.rows[0]?.got) throw new MailError('in-use', 'A move of bodies is already in progress');
    const done: Moved = { moved: 0, bytes: 0, next: turn.after };
    do {
      const bodies = await nextBodies(pool, turn.to, objects.overBytes, done.next);
      if (bodies.length === 0) return { ...done, next: null };
      const moves = await Promise.allSettled(bodies.map((body) => move({ pool, objects }, body, turn.to)));
      for (const result of moves) {
        if (result.status === 'rejected') throw result.reason;
        done.moved += result.value > 0 ? 1 : 0;
        done.bytes += result.value;
      }
      done.next = bodies.at(-1)?.id ?? null;
    } while (performance.now() < until);
    return done;
  });
}

function objectsFor({ objects }: BlobStore): Objects {
  if (!objects)
    throw new MailError('cannot', 'No object store is configured: set S3_ENDPOINT and the other S3_ settings');
  return objects;
}

async function nextBodies(pool: Pool, to: BodyLocation, over: number, after: string | null): Promise<Body[]> {
  const { rows } = await pool.query<Body & Record<string, unknown>>(
    `select id, octet_length(header) as header, size from blobs
     where ${CONDITION} and ($3::uuid is null or id > $3) order by id limit $4`,
    [to, over, after, AT_ONCE],
  );
  return rows;
}

/** Moves one body. Returns how many octets; 0 when the message is gone. */
async function move(store: WithObjects, body: Body, to: BodyLocation): Promise<number> {
  try {
    await (to === 's3' ? copyToObject(store, body) : copyToChunks(store, body));
  } catch (error) {
    if (isMailError(error, 'not-found')) return 0;
    throw error;
  }
  const isMoved = await transaction(store.pool, (tx) =>
    to === 's3' ? pointToObject(tx, body.id) : pointToChunks(tx, body.id),
  );
  return isMoved ? body.size - body.header : 0;
}

async function copyToObject(store: WithObjects, { id, header, size }: Body): Promise<void> {
  const { pool, objects } = store;
  // Drops an older note to remove this object, which would delete the new copy; waits for a removal that is under way.
  await pool.query('delete from object_removals where blob_id = $1', [id]);
  const target = objectTarget({ ...objects, releaseSlot: () => {} }, id);
  try {
    let pending: Buffer[] = [];
    let bytes = 0;
    for await (const piece of streamBlob(store, id, header, size)) {
      pending.push(piece);
      bytes += piece.length;
      if (bytes < target.pieceBytes) continue;
      await target.write(Buffer.concat(pending));
      pending = [];
      bytes = 0;
    }
    await target.finish(Buffer.concat(pending));
  } finally {
    await target.abort();
  }
}

async function copyToChunks(store: BlobStore, { id, header, size }: Body): Promise<void> {
  let n = 0;
  for await (const piece of streamBlob(store, id, header, size)) {
    await store.pool.query(
      `insert into blob_chunks (blob_id, n, data) values ($1, $2, $3)
       on conflict (blob_id, n) do update set data = excluded.data`,
      [id, n++, piece],
    );
  }
}

async function pointToObject(tx: Transaction, id: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    "update blobs set location = 's3', body = null where id = $1 and location is null",
    [id],
  );
  if (rowCount) await tx.query('delete from blob_chunks where blob_id = $1', [id]);
  else await noteRemoval(tx, id);
  return rowCount === 1;
}

async function pointToChunks(tx: Transaction, id: string): Promise<boolean> {
  const { rowCount } = await tx.query('update blobs set location = null where id = $1 and location is not null', [id]);
  if (rowCount) await noteRemoval(tx, id);
  else await tx.query('delete from blob_chunks where blob_id = $1', [id]);
  return rowCount === 1;
}

async function noteRemoval(tx: Transaction, id: string): Promise<void> {
  await tx.query('insert into object_removals (blob_id) values ($1) on conflict do nothing', [id]);
}
