import { setImmediate as turn } from 'node:timers/promises';
import { aceEntries, isAce } from './ace.ts';
import { type ArchiveEntry, isArchiveName, isDocumentName, type Listed } from './archive-entry.ts';
import { arjEntries, isArj } from './arj.ts';
import { cabEntries, isCab } from './cab.ts';
import { type Judged, judge } from './judged.ts';
import { isLzh, lzhEntries } from './lzh.ts';
import { gzipName, isPackedFile, nameWithin } from './packed-file.ts';
import { isRar, rarEntries } from './rar.ts';
import { isSevenZip, sevenZipEntries } from './seven-zip.ts';
import { isTar, tarEntries } from './tar.ts';
import { isTnef, tnefEntries } from './tnef.ts';
import { unpacked } from './unpacked.ts';
import { isXz, unpackXz } from './xz.ts';
import { isZip, zipEntries } from './zip.ts';

/** The most names that are read in one attachment, and octets of a name. */
const MAX_NAMES = 5_000;
const MAX_NAME = 512;

/** The most archives in an attachment (nested ones count), documents that are archives, and entries unpacked to see whether they are archives. */
const MAX_ARCHIVES = 10;
const MAX_DOCUMENTS = 10;
const MAX_UNPACKED = 10;
/** The most entries of an attachment whose content is read, documents and others apart, and octets unpacked for that. */
const MAX_JUDGED = { document: 30, other: 30 };
const MAX_JUDGED_BYTES = 4 * 1024 * 1024;
/** Octets of work after which other tasks get their turn. */
const AT_ONCE = 64 * 1024;

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

/** Recognizes each kind by its first octets, whatever the file's name. */
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

/** Returns the kind of an archive; a zip file may have something in front. Undefined when it is no archive that can be read. */
export function archiveKind(names: readonly string[], start: Buffer): Kind | undefined {
  // E-books contain scripts, but opening a book does not run them as an attached page does.
  if (names.some((name) => /\.epub\s*$/i.test(name))) return undefined;
  const kind = KINDS.find(([, is]) => is(start))?.[0];
  return kind ?? (names.some((name) => /\.zipx?\s*$/i.test(name)) ? 'zip' : undefined);
}

/** What an archive shows without a password. */
export interface Inside {
  /** Names in the archive and in archives inside it, as far as their octets are there. */
  readonly names: readonly string[];
  /** Set when the names in the archive, or in one inside it, cannot be seen; and whether a password is the cause. */
  readonly hidden: { readonly isInner: boolean; readonly isLocked: boolean } | undefined;
  /** What the files that could be unpacked are; not all may have been. */
  readonly judged: Judged;
}

export interface Archive {
  readonly kind: Kind;
  readonly names: readonly string[];
  readonly bytes: Buffer;
  /** The last octets of the archive, where `bytes` is not all of it. */
  readonly ending: Buffer;
}

/** Looks into an archive, in bounded time: other tasks get their turn between two archives, each of which may take ten milliseconds. */
export async function lookInside(first: Archive): Promise<Inside> {
  const names: string[] = [];
  const judged: Judged = {};
  const archives: Archive[] = [first];
  const unpack = createUnpacking();
  const contentOf = createReading();
  let hidden: Inside['hidden'];
  let documents = 0;
  for (const archive of archives) {
    await turn();
    const entries = await entriesOf(archive);
    if (typeof entries === 'string') hidden ??= { isInner: archive !== first, isLocked: entries === 'locked' };
    else
      for (const entry of readable(entries)) {
        if (names.length >= MAX_NAMES) return { names, hidden, judged };
        names.push(entry.name.slice(-MAX_NAME));
        if (archives.length - documents < MAX_ARCHIVES && mayBeArchive(entry, archive)) {
          const found = await unpack(entry);
          if (found) archives.push(...found);
          else hidden ??= { isInner: true, isLocked: entry.isLocked ?? false };
          if (found?.length !== 0) continue;
        }
        const content = await contentOf(entry);
        if (content === undefined) continue;
        judge(judged, entry.name, content, archive.kind === 'tar');
        if (content.length > AT_ONCE) await turn();
        const kind = documents < MAX_DOCUMENTS ? archiveKind([], content) : undefined;
        if (kind === undefined || isArchiveName(entry.name) || /\.epub\s*$/i.test(entry.name)) continue;
        documents++;
        archives.push({ kind, names: [entry.name], bytes: content, ending: NOTHING });
      }
  }
  return { names, hidden, judged };
}

/** Yields entries up to the end or to where the archive is broken. */
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

/** Returns the content of a single packed file as entries, one per name that it may have. */
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

/** Returns a function that reads the content of entries, up to the limits. */
function createReading(): (entry: ArchiveEntry) => Promise<Buffer | undefined> {
  const left = { ...MAX_JUDGED };
  let bytesLeft = MAX_JUDGED_BYTES;
  return async ({ name, bytes, packed }) => {
    const kind = isDocumentName(name) ? 'document' : 'other';
    if ((!bytes && !packed) || left[kind] === 0 || bytesLeft <= 0) return undefined;
    left[kind]--;
    const content = bytes ?? (packed && (await unpacked(packed, 'deflate')));
    bytesLeft -= content?.length ?? 0;
    return content;
  };
}

/** Returns a function that finds the archives in an entry, or in the files packed together with it; undefined where it cannot see them. */
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

/** Finds archives by the marks at their beginning; names of zip files are found at any place. */
function archivesIn(bytes: Buffer): Archive[] {
  return SEARCHED.flatMap(([kind, mark]) => {
    const at = bytes.indexOf(mark);
    return at < 0 ? [] : [{ kind, names: [], bytes: bytes.subarray(at), ending: NOTHING }];
  });
}
