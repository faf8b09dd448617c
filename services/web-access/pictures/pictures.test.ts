import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { startWeb } from '../testing.ts';
import { pictureType } from './picture-type.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const asked: string[] = [];
let waiting = 0;
let most = 0;
const server = createServer((message, response) => {
  asked.push(`${message.url} ${JSON.stringify(message.headers)}`);
  const redirect = (location: string) => response.writeHead(302, { location }).end();
  switch (message.url?.replace(/\?.*/, '')) {
    case '/picture.png':
      return response.setHeader('set-cookie', 'who=you').setHeader('content-type', 'text/html').end(PNG);
    case '/page':
      return response.setHeader('content-type', 'image/png').end('<html><script>alert(1)</script>');
    case '/drawing':
      return response.setHeader('content-type', 'image/svg+xml').end('<svg xmlns="http://www.w3.org/2000/svg"/>');
    case '/large':
      return response.end(Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]));
    case '/moved':
      return redirect('/picture.png');
    case '/inside':
      return redirect('https://127.0.0.1:1/admin');
    case '/round':
      return redirect('/round');
    case '/slow':
      waiting += 1;
      most = Math.max(most, waiting);
      setImmediate(() => {
        waiting -= 1;
        response.end(PNG);
      });
      return undefined;
    default:
      return response.writeHead(404).end(PNG);
  }
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
const web = await startWeb({ HTTP_PICTURE_HOSTS: host });
after(async () => {
  await web[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});
const alice = await web.account();
const get = (url: string, headers: Record<string, string> = {}) =>
  web.fetch(`/picture?url=${encodeURIComponent(url)}`, alice, { headers });

test('a remote image is shown by its real type, and its server learns nothing about the reader', async () => {
  for (const path of ['/picture.png', '/moved']) {
    asked.length = 0;
    const headers = { referer: 'https://mail.postroom.test/', cookie: 'x=y', 'user-agent': 'Thing of Alice' };
    const answer = await get(`http://${host}${path}`, headers);
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), PNG);
    assert.deepEqual(
      ['content-type', 'x-content-type-options', 'content-security-policy', 'set-cookie'].map((name) =>
        answer.headers.get(name),
      ),
      ['image/png', 'nosniff', "default-src 'none'; sandbox", null],
    );
    for (const one of asked) assert.doesNotMatch(one, /referer|cookie|Alice|forwarded|authorization/i);
  }
});

test('files that are not images, and internal addresses, are not fetched', async () => {
  const cases: Record<string, number> = {
    [`http://${host}/page`]: 404,
    [`http://${host}/drawing`]: 404,
    [`http://${host}/none`]: 404,
    [`http://${host}/large`]: 413,
    [`http://${host}/inside`]: 400,
    [`http://${host}/round`]: 404,
    'http://127.0.0.1:1/x.png': 400,
    'https://localhost/x.png': 400,
    'https://[::ffff:7f00:1]/': 400,
    'https://0x7f.1/': 400,
    'file:///etc/passwd': 400,
    'data:image/png;base64,xx': 400,
    'ftp://x.example.org/': 400,
    '': 400,
    'https://nowhere.example.org/x.png': 503,
  };
  for (const [url, status] of Object.entries(cases)) assert.equal((await get(url)).status, status, url);
  assert.equal((await web.fetch('/picture', alice)).status, 400);
  assert.equal((await web.fetch('/picture?url=x&url=y', alice)).status, 400);
});

test('the image proxy requires a login and serves our page only', async () => {
  const path = `/picture?url=${encodeURIComponent(`http://${host}/picture.png`)}`;
  assert.equal((await web.fetch(path)).status, 401);
  assert.equal((await get(`http://${host}/picture.png`, { 'sec-fetch-site': 'cross-site' })).status, 403);
});

test('a mail of many images loads completely, a few images at a time', async () => {
  const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => get(`http://${host}/slow?${n}`)));
  for (const answer of answers) assert.equal(Buffer.from(await answer.arrayBuffer()).length, PNG.length);
  assert.ok(most <= 6, `${most} at once`);
});

test('the type of an image is detected from its first octets', () => {
  const known = { 'image/jpeg': '\xff\xd8\xff\xe0', 'image/gif': 'GIF89a', 'image/webp': 'RIFF\0\n\r\0WEBPVP8 ' };
  for (const [type, head] of Object.entries(known)) assert.equal(pictureType(Buffer.from(head, 'latin1')), type);
  for (const head of ['', '<svg', '%PDF-1.7', 'GIF', 'RIFF\0\0\0\0WAVE'])
    assert.equal(pictureType(Buffer.from(head)), undefined);
});
