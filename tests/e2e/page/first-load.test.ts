import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildPage } from '../../../dev/page.ts';

const BUILT = fileURLToPath(new URL('../../../services/webmail/dist', import.meta.url));
const MOST = 150_000;

test('what the inbox loads first, with one language, is at most 150 kB of script, gzip', async () => {
  await buildPage();
  const html = await readFile(`${BUILT}/index.html`, 'utf8');
  const scripts = html.match(/\/assets\/[^"]+\.js/g) ?? [];
  assert.ok(scripts.length > 1);
  const sizeOf = async (path: string) => gzipSync(await readFile(BUILT + path), { level: 9 }).length;
  const sizes = await Promise.all(scripts.map(sizeOf));
  const languages = (await readdir(`${BUILT}/assets`)).filter((name) => /^(?:en|zh)-[\w-]{8}\.js$/.test(name));
  assert.equal(languages.length, 2);
  const words = await Promise.all(languages.map((name) => sizeOf(`/assets/${name}`)));
  const all = sizes.reduce((sum, size) => sum + size, Math.max(...words));
  assert.ok(all <= MOST, `${all} octets: ${scripts.map((path, at) => `${path} ${sizes[at]}`).join(', ')}`);
});
