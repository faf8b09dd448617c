import { setImmediate as turn } from 'node:timers/promises';
import { aceEntries, isAce } from './ace.ts';
import { type ArchiveEntry, isArchiveName, type Listed } from './archive-entry.ts';
import { arjEntries, isArj } from './arj.ts';
import { cabEntries, isCab } from './cab.ts';
import { isLzh, lzhEntries } from './lzh.ts';
import { gzipName, isPackedFile, nameWithin } from './packed-file.ts';
import { isRar, rarEntries } from './rar.ts';
import { isSevenZip, sevenZipEntries } from './seven-zip.ts';
import { isTar, tarEntries } from './tar.ts';
import { isTnef, tnefEntries } from './tnef.ts';
import { unpacked } from './unpacked.ts';
import { isXz, unpackXz } from './xz.ts';
import { isZip, zipEntries } from './zip.ts';

/** Names in one attachment that are looked at, and octets of a name. */
const MAX_NAMES = 5_000;
const MAX_NAME = 512;

/** Archives in an attachment, with those in them, and entries that are unpacked to see whether they are some. */
const MAX_ARCHIVES = 10;
const MAX_UNPACKED = 10;

const GZIP = Buffer.from([0x1f, 0x8b]);
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const NOTHING = Buffer.alloc(0);
const SEARCHED = [
  ['zip', Buffer.from('PK\x03\x04')],
  ['rar', Buffer.from('Rar!\x1a\x07', 'latin1')],
  ['7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1')],
  ['cab', Buffer.from('MSCF')],
] as const;

export type Kind =
  | 'zip'
  | 'gzip'
  | 'zstd'
  | 'xz'
  | 'packed'
  | 'tar'
  | 'rar'
  | '7z'
  | 'cab'
  | 'arj'
  | 'lzh'
  | 'ace'
  | 'tnef';

/** By how each begins, whatever it is called. */
const KINDS: readonly (readonly [Kind, (start: Buffer) => boolean])[] = [
  ['zip', isZip],
  ['gzip', (start) => start.subarray(0, GZIP.length).equals(GZIP)],
  ['zstd', (start) => start.subarray(0, ZSTD.length).equals(ZSTD)],
  ['xz', isXz],
  ['tar', isTar],
  ['rar', isRar],
  ['7z', isSevenZip],
  ['cab', isCab],
  ['arj', isArj],
  ['ace', isAce],
  ['lzh', isLzh],
  ['tnef', isTnef],
  ['packed', isPackedFile],
];

/** What something is packed as; a zip file may have something in front. Undefined: it is no archive that can be read. */
export function archiveKind(names: readonly string[], start: Buffer): Kind | undefined {
  // Books have scripts in them, and whoever opens a book does not run those.
  if (names.some((name) => /\.epub\s*$/i.test(name))) return undefined;
  const kind = KINDS.find(([, is]) => is(start))?.[0];
  return kind ?? (names.some((name) => /\.zipx?\s*$/i.test(name)) ? 'zip' : undefined);
}

/** What is seen of an archive without a password. */
export interface Inside {
  /** In it, and in those that are packed in it, of all of which the end may be missing. */
  readonly names: readonly string[];
  /** That nobody sees the names in it, or in one that is in it; and whether that is for want of a password. */
  readonly hidden: { readonly isInner: boolean; readonly isLocked: boolean } | undefined;
}

export interface Archive {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly bytes: Buffer;
  /** Its last octets, where not all of it is there. */
  readonly ending: Buffer;
}

/** Looks into an archive. It takes a bounded time: others have their turn between two archives, of which one may take ten milliseconds. */
export async function lookInside(first: Archive): Promise<Inside> {
  const names: string[] = [];
  const archives: Archive[] = [first];
  const unpack = createUnpacking();
  let hidden: Inside['hidden'];
  for (const archive of archives) {
    await turn();
    const entries = await entriesOf(archive);
    if (typeof entries === 'string') hidden ??= { isInner: archive !== first, isLocked: entries === 'locked' };
    else
      for (const entry of readable(entries)) {
        if (names.length >= MAX_NAMES) return { names, hidden };
        names.push(entry.name.slice(-MAX_NAME));
        if (archives.length >= MAX_ARCHIVES || !mayBeArchive(entry, archive)) continue;
        const found = await unpack(entry);
        if (found) archives.push(...found);
        else hidden ??= { isInner: true, isLocked: entry.isLocked ?? false };
      }
  }
  return { names, hidden };
}

/** Up to where it is broken, or ends. */
function* readable(entries: Iterable<ArchiveEntry>): Generator<ArchiveEntry> {
  try {
    yield* entries;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function mayBeArchive({ name }: ArchiveEntry, { kind }: Archive): boolean {
  return isArchiveName(name) || kind === 'gzip' || kind === 'zstd' || kind === 'xz' || kind === 'tar';
}

async function entriesOf({
  kind,
  names,
  bytes,
  ending,
}: Archive): Promise<Iterable<ArchiveEntry> | Exclude<Listed, readonly unknown[]>> {
  switch (kind) {
    case 'zip':
      return zipEntries(bytes, ending);
    case 'tar':
      return tarEntries(bytes);
    case 'rar':
      return rarEntries(bytes);
    case '7z':
      return sevenZipEntries(bytes, ending);
    case 'cab':
      return cabEntries(bytes);
    case 'arj':
      return arjEntries(bytes);
    case 'lzh':
      return lzhEntries(bytes);
    case 'ace':
      return aceEntries(bytes);
    case 'tnef':
      return tnefEntries(bytes);
    default:
      return fileIn(kind, names, bytes);
  }
}

/** What is one packed file, by the names that it may have. */
async function fileIn(
  kind: 'gzip' | 'zstd' | 'xz' | 'packed',
  names: readonly string[],
  bytes: Buffer,
): Promise<ArchiveEntry[]> {
  const said = kind === 'gzip' ? gzipName(bytes) : undefined;
  const content = kind === 'packed' ? undefined : kind === 'xz' ? unpackXz(bytes) : await unpacked(bytes, kind);
  const all = [...names.map(nameWithin), ...(said ? [said] : [])];
  return all.map((name) => ({ name, ...(content && { bytes: content }) }));
}

/** Finds the archives that an entry is, or that are among what is packed with it; undefined where that is not to be seen. */
function createUnpacking(): (entry: ArchiveEntry) => Promise<readonly Archive[] | undefined> {
  const searched = new Set<Buffer>();
  let count = 0;
  return async ({ name, bytes, packed, among }) => {
    if (among) {
      if (searched.has(among)) return [];
      searched.add(among);
      const found = archivesIn(among);
      return found.length > 0 ? found : undefined;
    }
    if (!bytes && !packed) return undefined;
    const content = bytes ?? (packed && count++ < MAX_UNPACKED ? await unpacked(packed, 'deflate') : undefined);
    const kind = content && archiveKind([name], content);
    return content && kind ? [{ kind, names: [name], bytes: content, ending: NOTHING }] : [];
  };
}

/** By the marks that archives have at their beginning; names of zip files are found wherever they are. */
function archivesIn(bytes: Buffer): Archive[] {
  return SEARCHED.flatMap(([kind, mark]) => {
    const at = bytes.indexOf(mark);
    return at < 0 ? [] : [{ kind, names: [], bytes: bytes.subarray(at), ending: NOTHING }];
  });
}
