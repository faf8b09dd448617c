import assert from 'node:assert/strict';
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { archiveKind, lookInside } from '../../../../../packages/policy/message/archive.ts';
import type { Listed } from '../../../../../packages/policy/message/archive-entry.ts';
import { ARCHIVES, ace, cab, lzh, tnef } from '../../../../../packages/policy/message/archives.testing.ts';
import { unpackLzma } from '../../../../../packages/policy/message/lzma.ts';
import { unpackLzma2 } from '../../../../../packages/policy/message/lzma2.ts';
import { rar4, rar5 } from '../../../../../packages/policy/message/rar.testing.ts';
import { rarEntries } from '../../../../../packages/policy/message/rar.ts';
import { SEVEN_ZIPS } from '../../../../../packages/policy/message/seven-zip.testing.ts';
import { sevenZipEntries } from '../../../../../packages/policy/message/seven-zip.ts';
import { tar } from '../../../../../packages/policy/message/tar.testing.ts';
import type { ParserTarget } from '../parser-target.ts';

/** Numbers in archive headers, and the marks at the beginning of archives. */
const WORDS = [
  ...['\0', '\0\0\0\0', '\x01', '\x04', '\x07', '\x08', '\x0b', '\x0c', '\x0d', '\x11', '\x17', '\x7f', '\x80', '\xff'],
  ...['\xff\xff\xff\xff', '\xff'.repeat(9), '\x80'.repeat(9), '\xe0\xff\xff\xff', '\xfe\xff\xff\xff\xff\xff\xff\xff'],
  ...['Rar!\x1a\x07\0', 'Rar!\x1a\x07\x01\0', '7z\xbc\xaf\x27\x1c', 'PK\x03\x04', 'ustar\0', '\x1f\x8b\x08'],
];
const MAX_NAMES = 5_000;
const NAMES = ['letter.txt', '报告.scr', 'a/b/run.exe'];

function requireNames(entries: Listed): void {
  if (typeof entries !== 'string') assert.ok(entries.length <= MAX_NAMES, `${entries.length} names`);
}

const rars = [rar4(NAMES), rar5(NAMES), rar4(NAMES, { hidden: true }), rar5(NAMES, { hidden: true })];

/** Rar files of versions 4 and 5. */
export const rar: ParserTarget = {
  name: 'rar',
  dictionary: WORDS,
  say: (random) => random.pick(rars).toString('latin1'),
  check: (input) => requireNames(rarEntries(input)),
};

const sevenZips = Object.values(SEVEN_ZIPS).map((archive) => archive.toString('latin1'));

/** 7z files, whose headers may be packed. */
export const sevenZip: ParserTarget = {
  name: '7z',
  dictionary: WORDS,
  say: (random) => random.pick(sevenZips),
  check: (input, random) => requireNames(sevenZipEntries(input, random.chance(0.5) ? input.subarray(-200) : undefined)),
};

/** The text below and every octet, packed by Python's lzma, after five octets of properties: lc=3 and pb=2, as in 7-Zip; lp=2. */
const PACKED = [
  [
    'XQAAAQAAKhoIp1WOIgY/ENcB557pEulawQkz4wdfRMCHUYmR234LM7ySL1kNuKV/wVFsjoqanfCyit7YheYE/gpAYDxOHtkmCb70Aljr7efovf',
    'IY3c4a/lqXHGNIqmv+/nV3Lvsp79mtdydEa+qha+I0lq8eiIj4zexGmlrgT52xBWPFMjk3ONkAoAHagPHAIRDXRPlt4dzK4V2L5myunArbpq/I',
    'R1/wq/EYKvBTMNhO2WBjQxzVG/RFi7MjHsM7VhY5bF84gxkr6lOL6IddICbieICJv5axED1Ajh7DYoxtYFNlhksRlRVT8TwS+c6/ZGYEAYqfc4',
    '7YR7vPJ5CQgMdq2GBJfyL8NHTI1k3vQT0AWlDkIxb128o+ZFkxe2uA6tJ8eocO11MD5JGVMRiLhn2uHm39GN7/urUAAA==',
  ],
  [
    'EgAAAQAAKhrZ2pJ4luIacImI1OgvGpk3pTtme81tpu0d/rx8hk+RBFZw9zf6wqy19wCcwNDEDILEc4/Zr5LKHzh2rEBZ5K+XCqg4mghXJCGoj9',
    'vyBxt2L1hHI8f4mJW+6SfSXmLrzTgeK11Mak3se87rEfzWfCjewfyQ9YiPdqckwdPimRoVbKpZpzwKnnRfCzMO3x9+wH3g6U9GIDsZY2XYlzcQ',
    '+i0Rsc0aZu9TvBnl54y2+JQWZz2QG9OaJ33lteOf98EIpRLpI4ZuAqxtRI50Ecm5iZhFG9lHCHYzGpjifqELxWSQLDjblk/3YUBx1wip8WHlvR',
    'rHSUzjVTnsVGT9rO0OTO8wdeRZG6KQoqHEhmXp7AiCvyPx3p0E1Rag0mnElH8cx1sMD6VnopN18aWshiFTWcN79MQvWHcqWGA7L6wwiyUclIwi',
    'QZ+ueveHKp6qCpa/g4T/BTlAAA==',
  ],
].map((lines) => Buffer.from(lines.join(''), 'base64').toString('latin1'));
const TEXT = 'There is a letter.txt and a run.scr in an archive of letters, and another run.scr behind it. '.repeat(6);

/** LZMA: checks the result, and that it is not longer than requested. */
export const lzma: ParserTarget = {
  name: 'lzma',
  dictionary: WORDS,
  say: (random) => random.pick(PACKED),
  check(input) {
    try {
      const size = TEXT.length + 256;
      const text = unpackLzma(input.subarray(0, 5), input.subarray(5), size);
      assert.equal(text.length, size);
      if (PACKED.includes(input.toString('latin1'))) assert.equal(text.toString('latin1', 0, TEXT.length), TEXT);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  },
};

/** Returns a local file header of a zip file (APPNOTE 4.3.7). */
function zipped(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), deflateRawSync(content)]);
}

const inner = tar(...NAMES);
const nested = [
  ...[
    zipped('a.zip', zipped('b.tar', inner)),
    gzipSync(inner),
    zstdCompressSync(inner),
    tar(['a.zip', zipped('run.scr', inner)]),
  ],
  ...[
    cab('run.scr'),
    lzh('run.scr', 0),
    lzh('run.scr', 2),
    ace('run.scr'),
    tnef('a.zip', 'run.scr'),
    ...Object.values(ARCHIVES),
  ],
].map((archive) => archive.toString('latin1'));

/** Archives of every kind inside archives. */
export const archives: ParserTarget = {
  name: 'archives',
  dictionary: WORDS,
  say: (random) => random.pick(nested),
  async check(input, random) {
    const kind =
      archiveKind(['a'], input) ??
      random.pick(['zip', 'gzip', 'zstd', 'xz', 'tar', 'cab', 'arj', 'lzh', 'ace', 'tnef'] as const);
    const ending = random.chance(0.2) ? input.subarray(-100) : Buffer.alloc(0);
    const { names } = await lookInside({ kind, names: ['a'], bytes: input, ending });
    assert.ok(names.length <= MAX_NAMES, `${names.length} names`);
    // The same octets, read as LZMA2.
    if (random.chance(0.1)) unpackedOrBroken(() => unpackLzma2(input, 10_000));
  },
};

function unpackedOrBroken(unpack: () => Buffer): void {
  try {
    assert.ok(unpack().length <= 10_000);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}
