import assert from 'node:assert/strict';
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificateFor, until } from './testing.ts';
import { TlsStore } from './tls-store.ts';

test('the certificate is chosen by server name, and the first one is the default', async () => {
  const pairs = [await certificateFor('a.test'), await certificateFor('b.test')] as const;
  using store = await TlsStore.open({ pairs });
  assert.equal(store.shelf.contextFor('a.test'), store.shelf.contextFor());
  assert.equal(store.shelf.contextFor('unknown.test'), store.shelf.contextFor());
  assert.notEqual(store.shelf.contextFor('b.test'), store.shelf.contextFor());
  assert.equal(store.shelf.contextFor('B.Test.'), store.shelf.contextFor('b.test'), 'however it is written');
});

test('a new certificate is used, and the old one is kept if the new one is broken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-net-'));
  const files = await certificateFor('a.test', folder);
  const events: string[] = [];
  using store = await TlsStore.open({
    pairs: [files],
    onReload: () => events.push('reloaded'),
    onError: () => events.push('kept'),
  });
  const first = store.shelf.contextFor();

  // A certificate whose key has not arrived yet.
  const other = await certificateFor('a.test');
  await copyFile(other.certificate, files.certificate);
  await until(() => events.includes('kept'));
  assert.equal(store.shelf.contextFor(), first);

  await copyFile(other.key, files.key);
  await until(() => events.includes('reloaded'));
  assert.notEqual(store.shelf.contextFor(), first);
});

test('a broken certificate at the start is an error', async () => {
  const files = await certificateFor('a.test');
  await writeFile(files.key, 'not a key');
  await assert.rejects(TlsStore.open({ pairs: [files] }), /are not a usable certificate and key: /);
});
