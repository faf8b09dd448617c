import type { Pool } from '@postroom/database';
import { type Objects, PART, type Upload } from '@postroom/objects';
import { MailError } from '@postroom/types';
import { objectKey } from './object-key.ts';
import { CHUNK } from './read.ts';

/** The destination of a body that is too large for memory, while it arrives. */
export interface BodyTarget {
  /** How many octets to pass to one write(). */
  readonly pieceBytes: number;
  readonly location: 's3' | null;
  write(piece: Buffer): Promise<void>;
  /** Writes the rest, which is less than a piece. The body is durable when this returns. */
  finish(rest: Buffer): Promise<void>;
  /** Removes what was written; does nothing after finish(). Never rejects: what stays behind is collected by age. */
  abort(): Promise<void>;
}

/** Returns a target that writes rows of blob_chunks. Rows that a crash leaves are collected by age (collectStrayChunks). */
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
      // The collector of stray chunks may have removed some when the sender was very slow.
      if (rows[0].count !== n) throw new MailError('unavailable', 'Parts of the message no longer exist');
      open = false;
    },
    async abort() {
      if (open && n > 0) await pool.query('delete from blob_chunks where blob_id = $1', [blobId]).catch(() => {});
      open = false;
    },
  };
}

/** Returns a target that writes an object, in parts when it is larger than one part. It releases the upload slot at its end. */
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
