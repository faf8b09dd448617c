import type { Pool } from '@postroom/database';
import { type Objects, PART, type Upload } from '@postroom/objects';
import { MailError } from '@postroom/types';
import { objectKey } from './object-key.ts';
import { CHUNK } from './read.ts';

/** Where a body that is too large for memory goes while it arrives. */
export interface BodyTarget {
  /** Octets to hand over at a time. */
  readonly pieceBytes: number;
  readonly location: 's3' | null;
  write(piece: Buffer): Promise<void>;
  /** The rest, less than a piece, and the end: the body is durable when it returns. */
  finish(rest: Buffer): Promise<void>;
  /** Removes what was written; without effect after the end. Never rejects: what stays is collected by age. */
  abort(): Promise<void>;
}

/** Rows of blob_chunks. Those that a crash leaves are collected by age (collectStrayChunks). */
export function chunkTarget(pool: Pool, blobId: string): BodyTarget {
  let n = 0;
  let open = true;
  const write = async (piece: Buffer): Promise<void> => {
    await pool.query('insert into blob_chunks (blob_id, n, data) values ($1, $2, $3)', [blobId, n++, piece]);
  };
  return {
    pieceBytes: CHUNK,
    location: null,
    write,
    finish: async (rest) => {
      if (rest.length > 0) await write(rest);
      const { rows } = await pool.query('select count(*) as count from blob_chunks where blob_id = $1', [blobId]);
      // A sender slower than the collector of strays.
      if (rows[0].count !== n) throw new MailError('unavailable', 'Parts of the message are gone');
      open = false;
    },
    async abort() {
      if (open && n > 0) await pool.query('delete from blob_chunks where blob_id = $1', [blobId]).catch(() => {});
      open = false;
    },
  };
}

/** An object: in one piece, or by parts when it is larger than one. Takes over a slot for as long as it lasts. */
export function objectTarget({ store, releaseSlot }: Objects, blobId: string): BodyTarget {
  const key = objectKey(blobId);
  let upload: Upload | undefined;
  let open = true;
  const end = (): void => {
    if (open) releaseSlot();
    open = false;
  };
  return {
    pieceBytes: PART,
    location: 's3',
    async write(piece) {
      upload ??= await store.upload(key);
      await upload.part(piece);
    },
    async finish(rest) {
      if (!upload) await store.put(key, rest);
      else {
        if (rest.length > 0) await upload.part(rest);
        await upload.complete();
      }
      end();
    },
    async abort() {
      if (open) await upload?.abort();
      end();
    },
  };
}
