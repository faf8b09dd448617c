import { constants, createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** The most octets that are unpacked of one archive. */
const MAX_UNPACKED = 1024 * 1024;

/** Unpacks the first octets. */
export async function unpacked(packed: Buffer, by: 'deflate' | 'gzip' | 'zstd'): Promise<Buffer> {
  const options = { finishFlush: constants.Z_SYNC_FLUSH };
  const streams = { gzip: createGunzip, deflate: createInflateRaw, zstd: () => createZstdDecompress() };
  const stream = streams[by](options);
  const pieces: Buffer[] = [];
  let bytes = 0;
  stream.end(packed);
  try {
    for await (const piece of stream) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= MAX_UNPACKED) break;
    }
  } catch {
    // A broken stream returns what came before the error.
  }
  return Buffer.concat(pieces);
}
