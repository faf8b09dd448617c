import { crc32 } from 'node:zlib';
import { type ArchiveEntry, isArchiveName, type Listed } from './archive-entry.ts';
import { unpackLzma } from './lzma.ts';
import { unpackLzma2 } from './lzma2.ts';
import { Octets } from './octets.ts';

/** The signature of 7zFormat.txt of 7-Zip. */
const MARK = Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1');
const START = 32;
const [HEADER, STREAMS, FILES, PACKED, UNPACKED, PARTS, NAMES, PACKED_HEADER] = [1, 4, 5, 6, 7, 8, 0x11, 0x17];
const [SIZES, SUMS, FOLDERS, UNPACKED_SIZES, STREAMS_OF_FOLDERS] = [9, 0x0a, 0x0b, 0x0c, 0x0d];
const COPY = '00';
const LZMA = '030101';
const LZMA2 = '21';
const AES = '06f10701';
const NOTHING = Buffer.alloc(0);
const MAX_NAMES = 5_000;
/** The most octets of a header that are unpacked: the names of a thousand files. */
const MAX_HEADER = 64 * 1024;
/** The most octets that are unpacked of the files. */
const MAX_CONTENT = 128 * 1024;
/** The most packed headers inside each other. */
const MAX_TIMES = 4;
const MAX_FOLDERS = 10_000;

interface Coder {
  readonly id: string;
  readonly properties: Buffer;
}

interface Streams {
  readonly at: number;
  readonly sizes: readonly number[];
  readonly coders: readonly Coder[];
  readonly unpackedBytes: number;
}

export function isSevenZip(start: Buffer): boolean {
  return start.subarray(0, MARK.length).equals(MARK);
}

/**
 * Returns the entries of a 7z file. `hidden` when the header is too long, packed by an unknown method or not at its place; [] when the end,
 * where the entries are listed, is missing.
 * @param ending the last octets of the file, where `bytes` is not all of it
 */
export function sevenZipEntries(bytes: Buffer, ending: Buffer = NOTHING): Listed {
  try {
    const start = new Octets(bytes, 12);
    const offset = Number(start.take(8).readBigUInt64LE());
    const size = Number(start.take(8).readBigUInt64LE());
    const sum = start.take(4).readUInt32LE();
    if (size === 0) return [];
    const total = START + offset + size;
    const piece = (from: number, length: number): Buffer =>
      from + length <= bytes.length
        ? bytes.subarray(from, from + length)
        : new Octets(ending, Math.max(0, ending.length - (total - from))).take(length);
    const isCut = total > bytes.length;
    if (isCut && ending.length < size) return ending.length > 0 ? 'hidden' : [];
    const header = piece(START + offset, size);
    // A cut-out end that fails its checksum is not the end of this file.
    if (isCut && crc32(header) !== sum) return 'hidden';
    return entriesOf(header, piece);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

type Piece = (from: number, length: number) => Buffer;

function entriesOf(last: Buffer, piece: Piece): Listed {
  let header = last;
  for (let times = 0; times < MAX_TIMES; times++) {
    const octets = new Octets(header);
    const kind = octets.byte();
    if (kind === HEADER) return filesOf(octets, piece);
    if (kind !== PACKED_HEADER) return [];
    const streams = readStreams(octets);
    const unpacked = streams.unpackedBytes > MAX_HEADER ? undefined : unpackedBy(streams, piece, MAX_HEADER);
    if (unpacked === undefined) return isLockedBy(streams) ? 'locked' : 'hidden';
    header = unpacked;
  }
  return 'hidden';
}

/** Returns the first unpacked octets; undefined for an unknown method. Throws RangeError where the data is broken or missing. */
function unpackedBy({ at, sizes, coders, unpackedBytes }: Streams, piece: Piece, most: number): Buffer | undefined {
  const [coder] = coders;
  if (coders.length !== 1 || coder === undefined) return undefined;
  const size = Math.min(unpackedBytes, most);
  const packed = piece(START + at, Math.min(sizes[0] ?? 0, most));
  if (coder.id === COPY) return packed.subarray(0, size);
  if (coder.id === LZMA2) return unpackLzma2(packed, size);
  return coder.id === LZMA ? unpackLzma(coder.properties, packed, size) : undefined;
}

function filesOf(octets: Octets, piece: Piece): ArchiveEntry[] {
  let kind = octets.byte();
  let streams: Streams | undefined;
  if (kind === STREAMS) {
    streams = readStreams(octets);
    kind = octets.byte();
  }
  const names = kind === FILES ? namesOf(octets).slice(0, MAX_NAMES) : [];
  const isLocked = streams !== undefined && isLockedBy(streams);
  const among = streams && !isLocked ? beginningOf(streams, piece) : undefined;
  return names.map((name, index) => {
    if (among && isArchiveName(name)) return { name, isLocked, among };
    return { name, isLocked, ...(among && index === 0 && { bytes: among }) };
  });
}

function isLockedBy({ coders }: Streams): boolean {
  return coders.some(({ id }) => id === AES);
}

function namesOf(octets: Octets): string[] {
  number(octets);
  for (let property = octets.byte(); property !== 0; property = octets.byte()) {
    const value = octets.take(number(octets));
    // The first octet only says that the names follow here.
    if (property === NAMES) return value.toString('utf16le', 1).split('\0').slice(0, -1);
  }
  return [];
}

/** Unpacks the first octets of the files, which are packed as one stream; there may be archives in them. */
function beginningOf(streams: Streams, piece: Piece): Buffer | undefined {
  try {
    return unpackedBy(streams, piece, MAX_CONTENT);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Reads PackInfo, CodersInfo and SubStreamsInfo, up to their end. */
function readStreams(octets: Octets): Streams {
  let [at, sizes, folders]: [number, number[], Folder[]] = [0, [], []];
  for (const kind of kinds(octets)) {
    if (kind === PACKED) {
      at = number(octets);
      sizes = readPacked(octets);
    } else if (kind === UNPACKED) folders = readFolders(octets);
    else if (kind === PARTS) skipParts(octets, folders);
    else throw new RangeError('That is no part of a header');
  }
  const [folder] = folders;
  return { at, sizes, coders: folder?.coders ?? [], unpackedBytes: folder?.sizes.at(-1) ?? 0 };
}

function readPacked(octets: Octets): number[] {
  const count = number(octets);
  let sizes: number[] = [];
  for (const kind of kinds(octets)) {
    if (kind === SIZES) sizes = numbers(octets, count);
    else if (kind === SUMS) skipSums(octets, count);
    else throw new RangeError('That is no part of a header');
  }
  return sizes;
}

interface Folder {
  readonly coders: readonly Coder[];
  readonly outputs: number;
  sizes: readonly number[];
  hasSum: boolean;
}

function readFolders(octets: Octets): Folder[] {
  if (octets.byte() !== FOLDERS) throw new RangeError('There are no folders');
  const count = number(octets);
  if (count > MAX_FOLDERS || octets.byte() !== 0) throw new RangeError('The folders are elsewhere, or too many');
  const folders = Array.from({ length: count }, () => readFolder(octets));
  for (const kind of kinds(octets)) {
    if (kind === UNPACKED_SIZES) for (const folder of folders) folder.sizes = numbers(octets, folder.outputs);
    else if (kind === SUMS)
      skipSums(octets, count).forEach((has, index) => {
        const folder = folders[index];
        if (folder) folder.hasSum = has;
      });
    else throw new RangeError('That is no part of a header');
  }
  return folders;
}

function readFolder(octets: Octets): Folder {
  const coders: Coder[] = [];
  let [inputs, outputs] = [0, 0];
  for (let left = number(octets); left > 0; left--) {
    const flags = octets.byte();
    const id = octets.take(flags & 0x0f).toString('hex');
    const isComplex = (flags & 0x10) !== 0;
    inputs += isComplex ? number(octets) : 1;
    outputs += isComplex ? number(octets) : 1;
    coders.push({ id, properties: octets.take((flags & 0x20) !== 0 ? number(octets) : 0) });
  }
  const pairs = outputs - 1;
  numbers(octets, Math.max(0, 2 * pairs));
  const packed = inputs - pairs;
  if (packed > 1) numbers(octets, packed);
  return { coders, outputs, sizes: [], hasSum: false };
}

function skipParts(octets: Octets, folders: readonly Folder[]): void {
  let counts = folders.map(() => 1);
  for (const kind of kinds(octets)) {
    if (kind === STREAMS_OF_FOLDERS) counts = numbers(octets, folders.length);
    else if (kind === SIZES) for (const count of counts) numbers(octets, Math.max(0, count - 1));
    else if (kind === SUMS)
      skipSums(
        octets,
        counts.reduce((sum, count, at) => sum + (count === 1 && folders[at]?.hasSum ? 0 : count), 0),
      );
    else throw new RangeError('That is no part of a header');
  }
}

/** Returns for each item whether it has a checksum, and skips the checksums. */
function skipSums(octets: Octets, count: number): boolean[] {
  const bits = octets.byte() === 0 ? octets.take(Math.ceil(count / 8)) : undefined;
  // Reading the octets of the checksums bounds `count` by the size of the header.
  if (!bits) octets.take(4 * count);
  const has = Array.from({ length: count }, (_, at) => !bits || ((bits[at >> 3] as number) & (0x80 >> (at & 7))) !== 0);
  if (bits) octets.take(4 * has.filter(Boolean).length);
  return has;
}

function numbers(octets: Octets, count: number): number[] {
  const found: number[] = [];
  for (let left = count; left > 0; left--) found.push(number(octets));
  return found;
}

/** Yields the parts of a header up to its end. Each may occur once: repeated ones would be walked for all folders. */
function* kinds(octets: Octets): Generator<number> {
  const seen = new Set<number>();
  for (let kind = octets.byte(); kind !== 0; kind = octets.byte()) {
    if (seen.has(kind)) throw new RangeError('A part of a header stands there twice');
    seen.add(kind);
    yield kind;
  }
}

/** Reads a number: the highest bits of the first octet tell how many octets follow. */
function number(octets: Octets): number {
  const first = octets.byte();
  let value = 0;
  let place = 1;
  for (let mask = 0x80; mask > 0; mask >>= 1) {
    if ((first & mask) === 0) return value + (first & (mask - 1)) * place;
    value += octets.byte() * place;
    place *= 256;
  }
  return value;
}
