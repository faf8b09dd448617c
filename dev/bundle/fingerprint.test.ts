import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fingerprint } from './fingerprint.ts';

test('services are bundled again if sources or libraries changed, and only then', async (context) => {
  const root = await mkdtemp(join(tmpdir(), 'sources-'));
  context.after(() => rm(root, { recursive: true }));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  };
  await write('pnpm-lock.yaml', 'one');
  await write('services/web-access/main.ts', 'one');
  const first = await fingerprint(root);

  await write('services/web-access/main.test.ts', 'a test');
  await write('services/webmail/src/page.ts', 'the page');
  await write('services/web-access/node_modules/library/index.ts', 'a library');
  await write('services/web-access/main.ts', 'one');
  assert.equal(await fingerprint(root), first);

  const others = [];
  for (const file of ['services/web-access/main.ts', 'packages/net/wire.ts', 'pnpm-lock.yaml', 'dev/bundle/write.ts']) {
    await write(file, 'two');
    others.push(await fingerprint(root));
  }
  assert.equal(new Set([first, ...others]).size, 5);
});

test('a copied checkout has bundles of its own, since they name files by their place', async (context) => {
  const parent = await mkdtemp(join(tmpdir(), 'sources-'));
  context.after(() => rm(parent, { recursive: true }));
  const prints = [];
  for (const name of ['one', 'two']) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'pnpm-lock.yaml'), 'same');
    prints.push(await fingerprint(join(parent, name)));
  }
  assert.notEqual(prints[0], prints[1]);
});
