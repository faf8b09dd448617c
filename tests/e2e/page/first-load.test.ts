import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildPage } from '../../../dev/page.ts';

const BUILT = fileURLToPath(new URL('../../../services/webmail/dist', import.meta.url));
const MOST = 150_000;

test('the inbox first loads at most 150 kB of gzipped script, one language included', async () => {
  await buildPage();
  const html = await readFile(`${BUILT}/index.html`, 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  assert.ok(scripts.length > 1);
  const sizeOf = async (path: string) => gzipSync(await readFile(BUILT + path), { level: 9 }).length;
  const sizes = await Promise.all(scripts.map(sizeOf));
  const languages = (await readdir(`${BUILT}/assets`)).filter((name) => /^(?:en|zh)-[\w-]{8}\.js$/.test(name));
  assert.equal(languages.length, 2);
  const words = await Promise.all(languages.map((name) => sizeOf(`/assets/${name}`)));
  const all = sizes.reduce((sum, size) => sum + size, Math.max(...words));
  assert.ok(all <= MOST, `${all} octets: ${scripts.map((path, at) => `${path} ${sizes[at]}`).join(', ')}`);
});

test('scripts of the first view are compiled while they load', async () => {
  await buildPage();
  for (const page of ['index.html', 'join.html']) {
    const html = await readFile(`${BUILT}/${page}`, 'utf8');
    const large = [...html.matchAll(/"(\/assets\/(?:base|page)-[^"]+\.js)"/g)].map(([, path = '']) => path);
    assert.ok(large.length > 0);
    for (const path of large) assert.match(await readFile(BUILT + path, 'utf8'), /^\/\/# allFunctionsCalledOnLoad\n/);
  }
});

test('the page names the files of all its parts, and the files exist', async () => {
  await buildPage();
  for (const page of ['index.html', 'join.html']) {
    const html = await readFile(`${BUILT}/${page}`, 'utf8');
    const [, list = '{}'] = /<script type="application\/json" id="parts">([^<]+)</.exec(html) ?? [];
    const parts = JSON.parse(list) as Record<string, string[]>;
    assert.ok(Object.keys(parts).length > 30);
    await Promise.all(Object.values(parts).map((files) => Promise.all(files.map((each) => access(BUILT + each)))));
    // Starting a reply must not wait for the editor.
    for (const part of ['state/answer', 'quote']) assert.doesNotMatch(String(parts[part]), /RichText/);
  }
});
