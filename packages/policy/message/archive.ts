import { constants, createInflateRaw } from 'node:zlib';

/** Names in one archive that are looked at, and octets of a name. */
const MAX_NAMES = 5_000;
const MAX_NAME = 512;

/** Archives in an attachment, with those in them, and octets that are unpacked of each. */
const MAX_ARCHIVES = 10;
const MAX_UNPACKED = 1024 * 1024;

const LOCAL = Buffer.from('PK\x03\x04');
const LOCAL_BYTES = 30;
const DEFLATED = 8;

export function isArchive(names: readonly string[]): boolean {
  return names.some((name) => /\.(?:zip|zipx)\s*$/i.test(name));
}

/**
 * The names in a zip file and in those that are packed in it, of which the end may be missing (APPNOTE 4.3.7): each entry says its own.
 * Encrypted ones too.
 */
export async function namesInArchive(attached: Buffer): Promise<string[]> {
  const names: string[] = [];
  const archives = [attached];
  for (const bytes of archives) {
    for (let at = bytes.indexOf(LOCAL); at >= 0 && names.length < MAX_NAMES; at = bytes.indexOf(LOCAL, at + 4)) {
      if (at + LOCAL_BYTES > bytes.length) break;
      const length = bytes.readUInt16LE(at + 26);
      const start = at + LOCAL_BYTES;
      const name = bytes.toString('utf8', start, start + Math.min(length, MAX_NAME));
      names.push(name);
      // What is not packed was found with the rest.
      if (!isArchive([name]) || bytes.readUInt16LE(at + 8) !== DEFLATED || archives.length >= MAX_ARCHIVES) continue;
      archives.push(await inflated(bytes.subarray(start + length + bytes.readUInt16LE(at + 28))));
    }
  }
  return names;
}

/** The first octets of what begins there. */
async function inflated(packed: Buffer): Promise<Buffer> {
  const stream = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
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
