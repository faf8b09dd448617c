import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificateFor, until } from './testing.ts';
import { TlsStore } from './tls-store.ts';

const first = await certificateFor('mail.test');
const newFolder = () => mkdtemp(join(tmpdir(), 'postroom-names-'));

/** Puts a pair into a folder of its own, with the file names of Kubernetes or certbot. */
async function put(
  folder: string,
  name: string,
  files: 'tls.crt tls.key' | 'fullchain.pem privkey.pem',
  issued?: Date,
) {
  const place = join(folder, `${name.replace('*', 'any')}-${issued?.getTime()}`);
  await mkdir(place, { recursive: true });
  const pair = await certificateFor(name, place, issued);
  const [certificate = '', key = ''] = files.split(' ');
  await rename(pair.key, join(place, key));
  await rename(pair.certificate, join(place, certificate));
  return place;
}

test('an exact name is used first, then a wildcard, then the first certificate', async () => {
  const folder = await newFolder();
  await put(folder, 'a.test', 'tls.crt tls.key');
  await put(folder, '*.a.test', 'fullchain.pem privkey.pem');
  await put(folder, 'b.a.test', 'tls.crt tls.key');
  using store = await TlsStore.open({ pairs: [first], folder });
  const names = store.shelf.pairs.map((pair) => pair.names.join());
  assert.deepEqual(names.toSorted(), ['*.a.test', 'a.test', 'b.a.test', 'mail.test']);
  const nameFor = (name: string) => store.shelf.pairFor(name).names[0];
  assert.deepEqual(['a.test', 'A.TEST', 'b.a.test', 'c.a.test', '*.a.test'].map(nameFor), [
    ...['a.test', 'a.test', 'b.a.test', '*.a.test', '*.a.test'],
  ]);
  const hostile = [
    ...['d.c.a.test', '.a.test.', 'test', '.', '*', '', 'b.test', '__proto__', 'constructor', 'a.test\0', 'a.test.b'],
    ...['a'.repeat(65_535), '.'.repeat(65_535), '../a.test', '127.0.0.1'],
  ];
  assert.deepEqual(
    hostile.map(nameFor),
    hostile.map((name) => (name === '.a.test.' ? '*.a.test' : 'mail.test')),
  );
});

test('of two certificates for a name the one issued last is used', async () => {
  const folder = await newFolder();
  const day = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000);
  await put(folder, 'a.test', 'tls.crt tls.key', day(-1));
  await put(folder, 'a.test', 'tls.crt tls.key', day(-3));
  using store = await TlsStore.open({ pairs: [first], folder });
  const { shelf } = store;
  const [newest] = shelf.pairs.slice(1).toSorted((a, b) => +b.leaf.validFromDate - +a.leaf.validFromDate);
  assert.equal(shelf.pairFor('a.test'), newest);
});

test('an unusable certificate is skipped and reported; added and removed ones are followed', async () => {
  const folder = await newFolder();
  const errors: unknown[] = [];
  const broken = await put(folder, 'broken.test', 'tls.crt tls.key');
  await writeFile(join(broken, 'tls.key'), 'not a key');
  await writeFile(join(folder, 'README'), 'not a folder');
  await mkdir(join(folder, 'empty'));
  using store = await TlsStore.open({ pairs: [first], folder, onError: (error) => errors.push(error) });
  assert.equal(store.shelf.pairs.length, 1);
  assert.match(String(errors), /broken\.test.* are not a usable certificate and key/);
  const place = await put(folder, 'a.test', 'tls.crt tls.key');
  await until(() => store.shelf.pairs.length === 2);
  await rm(place, { recursive: true });
  await until(() => store.shelf.pairs.length === 1);
  await assert.rejects(TlsStore.open({ pairs: [first], folder: join(folder, 'nowhere') }), /ENOENT/);
});
