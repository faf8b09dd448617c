import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Fastify from 'fastify';
import { errorHandler, notFound } from '../http/errors.ts';
import { pageRoutes } from './routes.ts';
import { wordsFirst } from './words-first.ts';

const log = { error() {}, warn() {} } as never;
const root = await mkdtemp(join(tmpdir(), 'page-'));
await mkdir(join(root, 'assets'));
for (const name of ['index', 'join', 'frame']) await writeFile(join(root, `${name}.html`), `<p>${name}</p>`);
const app = Fastify({ routerOptions: { maxParamLength: 10_000 } });
app.setErrorHandler(errorHandler(log));
app.setNotFoundHandler(notFound);
await writeFile(join(root, 'manifest.webmanifest'), '{"name":"Postroom","icons":[]}');
await app.register(pageRoutes({ log, settings: { redirectPort: null } }, { of: async () => null }, root));
after(async () => {
  await app.close();
  await rm(root, { recursive: true });
});

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const ask = (url: string, headers: Record<string, string>, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  app.inject({ url, headers, method });

test('a browser that visits an unknown path gets the page, with its content security policy', async () => {
  for (const path of ['/settings', '/mail/inbox/12?x=/y', '/index.php', '/%E4%BF%A1', '/assetsx/y']) {
    const { statusCode, body, headers } = await ask(path, { accept: BROWSER, 'sec-fetch-mode': 'navigate' });
    assert.deepEqual([statusCode, body], [200, '<p>index</p>'], path);
    assert.match(String(headers['content-security-policy']), /script-src 'self'/);
    assert.equal(headers['cache-control'], 'no-cache');
    assert.equal(headers.vary, 'accept');
  }
  assert.equal((await ask('/settings', { accept: BROWSER })).statusCode, 200);
  assert.equal((await ask('/settings', { accept: BROWSER }, 'HEAD')).statusCode, 200);
});

test('existing paths are served as they are', async () => {
  const visit = { accept: BROWSER, 'sec-fetch-mode': 'navigate' };
  assert.equal((await ask('/', visit)).body, '<p>index</p>');
  assert.equal((await ask('/?a=/b', visit)).body, '<p>index</p>');
  assert.equal((await ask('/join', visit)).body, '<p>join</p>');
  assert.equal((await ask('/frame.html', visit)).body, '<p>frame</p>');
});

test('a script is sent in the best compression that the browser accepts, and cached forever', async () => {
  await writeFile(join(root, 'assets/a-1.js'), 'plain');
  await writeFile(join(root, 'assets/a-1.js.br'), 'brotli');
  await writeFile(join(root, 'assets/a-1.js.gz'), 'gzip');
  for (const [encodings, body, encoding] of [
    ['gzip, deflate, br, zstd', 'brotli', 'br'],
    ['gzip', 'gzip', 'gzip'],
    ['identity', 'plain', undefined],
  ] as const) {
    const answer = await ask('/assets/a-1.js', { 'accept-encoding': encodings });
    assert.deepEqual([answer.body, answer.headers['content-encoding']], [body, encoding]);
    assert.match(String(answer.headers['content-type']), /^(?:text|application)\/javascript/);
    assert.match(String(answer.headers['cache-control']), /immutable/);
    assert.match(String(answer.headers.vary), /accept-encoding/i);
    assert.match(String(answer.headers['content-security-policy']), /script-src 'self'/);
  }
});

test('programs, page scripts and POSTs get 404 for an unknown path', async () => {
  for (const [url, headers, method] of [
    ['/settings', {}, 'GET'],
    ['/settings', { accept: '*/*' }, 'GET'],
    ['/settings', { accept: 'application/json' }, 'GET'],
    ['/settings', { accept: 'x-text/html' }, 'GET'],
    ['/settings', { accept: BROWSER, 'sec-fetch-mode': 'cors' }, 'GET'],
    ['/assets/old-123.js', { accept: BROWSER, 'sec-fetch-mode': 'navigate' }, 'GET'],
    ['/settings', { accept: BROWSER }, 'POST'],
    [`/${'x'.repeat(2_000)}`, {}, 'GET'],
    [`/assets/${'x'.repeat(2_000)}`, { accept: BROWSER }, 'GET'],
    ['//x', {}, 'GET'],
    ['/assets/..%2findex.html', {}, 'GET'],
  ] as const) {
    const answer = await ask(url, headers, method);
    assert.equal(answer.statusCode, 404, `${method} ${url.slice(0, 40)} ${JSON.stringify(headers)}`);
    assert.equal(answer.headers['content-type'], 'application/problem+json');
  }
});

test('a browser gets a preload link for its language file', () => {
  const html = '{"words/en":["/assets/en-1a_-.js"],"words/zh":["/assets/zh-2b.js"]}';
  const en = '</assets/en-1a_-.js>; rel=modulepreload; crossorigin';
  for (const field of [undefined, '', 'de', 'en-GB,en;q=0.9,zh;q=0.8', 'fr, EN', 'xen,english', '('.repeat(9_000)])
    assert.equal(wordsFirst(html, field), en, field?.slice(0, 9));
  for (const field of ['zh-CN,zh;q=0.9,en;q=0.8', 'de,zh'])
    assert.equal(wordsFirst(html, field), en.replace('en-1a_-', 'zh-2b'), field);
  assert.equal(wordsFirst('<p>join</p>', 'en'), undefined);
});
