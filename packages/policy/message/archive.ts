import { setImmediate as turn } from 'node:timers/promises';
import { isRar, rarNames } from './rar.ts';
import { isSevenZip, sevenZipNames } from './seven-zip.ts';
import { isTar, tarEntries } from './tar.ts';
import { unpacked } from './unpacked.ts';

/** Names in one archive that are looked at, and octets of a name. */
const MAX_NAMES = 5_000;
const MAX_NAME = 512;

/** Archives in an attachment, with those in them, and entries that are unpacked to see whether they are some. */
const MAX_ARCHIVES = 10;
const MAX_UNPACKED = 10;

const LOCAL = Buffer.from('PK\x03\x04');
const LOCAL_BYTES = 30;
const DEFLATED = 8;
const GZIP = Buffer.from([0x1f, 0x8b]);

type Kind = 'zip' | 'gzip' | 'tar' | 'rar' | '7z';

interface Archive {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly bytes: Buffer;
}

/** What something is packed as, by how it begins, whatever it is called; a zip file may have something in front. Undefined: it is no archive that can be read. */
export function archiveKind(names: readonly string[], start: Buffer): Kind | undefined {
  // Books have scripts in them, and whoever opens a book does not run those.
  if (names.some((name) => /\.epub\s*$/i.test(name))) return undefined;
  if (start.subarray(0, LOCAL.length).equals(LOCAL)) return 'zip';
  if (start.subarray(0, GZIP.length).equals(GZIP)) return 'gzip';
  if (isTar(start)) return 'tar';
  if (isRar(start)) return 'rar';
  if (isSevenZip(start)) return '7z';
  return names.some((name) => /\.zipx?\s*$/i.test(name)) ? 'zip' : undefined;
}

/** Whether the archive does not let anybody see the names in it who has no password, or has too many to be looked at. */
export async function hidesNames(kind: Kind, bytes: Buffer): Promise<boolean> {
  return (kind === 'rar' || kind === '7z') && (await listed(kind, bytes)) === 'hidden';
}

/** A header takes ten milliseconds to unpack, and a mail may have a hundred: others have their turn between them. */
async function listed(kind: 'rar' | '7z', bytes: Buffer): Promise<readonly string[] | 'hidden'> {
  await turn();
  return kind === 'rar' ? rarNames(bytes) : sevenZipNames(bytes);
}

/** The names in an archive and in those that are packed in it, of all of which the end may be missing. */
export async function namesInArchive(kind: Kind, names: readonly string[], bytes: Buffer): Promise<string[]> {
  const found: string[] = [];
  const archives: Archive[] = [{ kind, names, bytes }];
  let unpackedCount = 0;
  for (const archive of archives) {
    for await (const entry of entriesOf(archive)) {
      if (found.length >= MAX_NAMES) return found;
      found.push(entry.name.slice(-MAX_NAME));
      if (archives.length >= MAX_ARCHIVES) continue;
      const content =
        entry.bytes ??
        (entry.packed && unpackedCount++ < MAX_UNPACKED ? await unpacked(entry.packed, 'deflate') : undefined);
      const inner = content && archiveKind([entry.name], content);
      if (content && inner) archives.push({ kind: inner, names: [entry.name], bytes: content });
    }
  }
  return found;
}

interface Entry {
  readonly name: string;
  /** The beginning of it, where it may be an archive; and the same where it is packed (deflate). */
  readonly bytes?: Buffer;
  readonly packed?: Buffer;
}

async function* entriesOf({ kind, names, bytes }: Archive): AsyncGenerator<Entry> {
  if (kind === 'zip') yield* zipEntries(bytes);
  else if (kind === 'tar') yield* tarEntries(bytes);
  else if (kind === 'rar' || kind === '7z') {
    const found = await listed(kind, bytes);
    // What is in them is not unpacked.
    if (found !== 'hidden') for (const name of found) yield { name };
  } else {
    const content = await unpacked(bytes, 'gzip');
    for (const name of names) yield { name: name.replace(/\.gz\s*$/i, ''), bytes: content };
  }
}

/** Each entry of a zip file says its name itself (APPNOTE 4.3.7), encrypted ones too. What is in it without being packed is found with the rest. */
function* zipEntries(bytes: Buffer): Generator<Entry> {
  for (let at = bytes.indexOf(LOCAL); at >= 0; at = bytes.indexOf(LOCAL, at + 4)) {
    if (at + LOCAL_BYTES > bytes.length) return;
    const length = bytes.readUInt16LE(at + 26);
    const start = at + LOCAL_BYTES;
    const name = bytes.toString('utf8', start, start + Math.min(length, MAX_NAME));
    const content = bytes.subarray(start + length + bytes.readUInt16LE(at + 28));
    const isDeflated = bytes.readUInt16LE(at + 8) === DEFLATED;
    if (!/\.(?:zipx?|tar|tgz|gz|rar|7z)\s*$/i.test(name)) yield { name };
    else if (isDeflated) yield { name, packed: content };
    else if (/\.zipx?\s*$/i.test(name)) yield { name };
    else yield { name, bytes: content };
  }
}
