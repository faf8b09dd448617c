import { constants, createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** Octets that are unpacked of one archive. */
const MAX_UNPACKED = 1024 * 1024;

/** The first octets of what is packed there. */
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
    // Of what is broken there is what came before.
  }
  return Buffer.concat(pieces);
}
