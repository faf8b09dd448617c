import type { Pool } from '@postroom/database';
import { type Objects, PART, type Upload } from '@postroom/objects';
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
  /** Without effect after the end. */
  abort(): Promise<void>;
}

/** Rows of blob_chunks. Those of a body that never ends are collected by age (collectStrayChunks). */
export function chunkTarget(pool: Pool, blobId: string): BodyTarget {
  let n = 0;
  const write = async (piece: Buffer): Promise<void> => {
    await pool.query('insert into blob_chunks (blob_id, n, data) values ($1, $2, $3)', [blobId, n++, piece]);
  };
  return {
    pieceBytes: CHUNK,
    location: null,
    write,
    finish: async (rest) => {
      if (rest.length > 0) await write(rest);
    },
    abort: async () => {},
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
