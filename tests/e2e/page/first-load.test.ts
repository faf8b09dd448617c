import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildPage } from '../../../dev/page.ts';

const BUILT = fileURLToPath(new URL('../../../services/webmail/dist', import.meta.url));
const MOST = 150_000;

test('what the inbox loads first is at most 150 kB of script, gzip', async () => {
  await buildPage();
  const html = await readFile(`${BUILT}/index.html`, 'utf8');
  const scripts = html.match(/\/assets\/[^"]+\.js/g) ?? [];
  assert.ok(scripts.length > 1);
  const sizes = await Promise.all(
    scripts.map(async (path) => gzipSync(await readFile(BUILT + path), { level: 9 }).length),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(all <= MOST, `${all} octets: ${scripts.map((path, at) => `${path} ${sizes[at]}`).join(', ')}`);
});
