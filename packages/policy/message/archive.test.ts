import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { archiveKind, type Inside, lookInside } from './archive.ts';
import { ARCHIVES, ace, cab, lzh, tnef } from './archives.testing.ts';
import { rar4, rar5 } from './rar.testing.ts';
import { SEVEN_ZIPS } from './seven-zip.testing.ts';
import { tar } from './tar.testing.ts';

const NOTHING = Buffer.alloc(0);

async function insideOf(bytes: Buffer, name = 'invoice.dat', ending = NOTHING): Promise<Inside> {
  const kind = archiveKind([name], bytes);
  assert.ok(kind, `${name} is no archive`);
  return lookInside({ kind, names: [name], bytes, ending });
}

for (const [name, bytes] of Object.entries({
  'a zip file in a 7z file': ARCHIVES['zip in 7z'],
  'an ARJ file': ARCHIVES.arj,
  'an ARJ file with a password': ARCHIVES['locked arj'],
  'a tar file in an xz file': ARCHIVES['tar in xz'],
  'a tar file in a zstd file': zstdCompressSync(tar('run.scr')),
  'a cabinet': cab('run.scr'),
  'an old LHA file': lzh('run.scr', 0),
  'an LHA file': lzh('run.scr', 2),
  'an ACE file': ace('run.scr'),
  'a letter of Outlook': tnef('cat.jpg', 'run.scr', 'dog.jpg'),
})) {
  test(`the program in ${name} is found, whatever its file name`, async () => {
    const { names } = await insideOf(bytes);
    assert.ok(names.includes('run.scr'), names.join());
  });
}

test('a single compressed file gives its name without the ending, and its stored name', async () => {
  for (const ending of ['xz', 'bz2', 'zst']) {
    const start =
      ending === 'bz2' ? Buffer.from('BZh91AY') : ending === 'xz' ? ARCHIVES['tar in xz'] : zstdCompressSync('MZ');
    assert.deepEqual((await insideOf(start, `run.scr.${ending}`)).names[0], 'run.scr');
  }
  const named = gzipSync('MZ');
  named[3] = 8;
  const file = Buffer.concat([named.subarray(0, 10), Buffer.from('run.scr\0'), named.subarray(10)]);
  assert.deepEqual((await insideOf(file, 'invoice.pdf.gz')).names, ['invoice.pdf', 'run.scr']);
});

test('hidden names are reported, with the place and whether a password is needed', async () => {
  const hiddenIn = async (bytes: Buffer, name?: string) => (await insideOf(bytes, name)).hidden;
  const [outer, inner] = [
    { isInner: false, isLocked: true },
    { isInner: true, isLocked: true },
  ];
  assert.deepEqual(await hiddenIn(SEVEN_ZIPS.hidden), outer);
  assert.deepEqual(await hiddenIn(rar4([], { hidden: true })), outer);
  assert.deepEqual(await hiddenIn(ARCHIVES['zip in locked 7z']), inner);
  assert.deepEqual(await hiddenIn(tar(['b.7z', SEVEN_ZIPS.hidden])), inner);
  assert.deepEqual(await hiddenIn(Buffer.from('BZh91AY'), 'a.tar.bz2'), { isInner: true, isLocked: false });
  for (const open of [
    SEVEN_ZIPS.packed,
    ARCHIVES['zip in 7z'],
    ARCHIVES['tar in xz'],
    rar4(['a.txt']),
    rar5(['a.txt']),
  ])
    assert.equal(await hiddenIn(open), undefined);
});

test('a large 7z file is read by the header at its end', async () => {
  const small = SEVEN_ZIPS.plain;
  const junk = randomBytes(1_000_000);
  const large = Buffer.concat([small.subarray(0, 32), junk, small.subarray(32)]);
  large.writeBigUInt64LE(large.readBigUInt64LE(12) + BigInt(junk.length), 12);
  const start = large.subarray(0, 700_000);
  assert.ok((await insideOf(start, 'a.7z', large.subarray(-100_000))).names.includes('run.scr'));
  for (const ending of [large.subarray(-100_000, -1), randomBytes(100_000), Buffer.from('x')]) {
    assert.deepEqual((await insideOf(start, 'a.7z', ending)).hidden, { isInner: false, isLocked: false });
  }
  // Without its ending the archive counts as one whose end is missing, not as a hidden one.
  assert.equal((await insideOf(start, 'a.7z')).hidden, undefined);
});
