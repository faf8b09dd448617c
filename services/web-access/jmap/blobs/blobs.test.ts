import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { collectBlobs, trimUploads, UPLOAD_USES_BLOB } from '@postroom/blobs';
import { startWeb, type TestAccount } from '../../testing.ts';
import { attachment } from './disposition.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const bob = await web.account();

interface Uploaded {
  accountId: string;
  blobId: string;
  type: string;
  size: number;
}

const upload = (
  body: Buffer | ReadableStream,
  type = 'image/png',
  account = alice,
  to = account.id,
): Promise<Response> =>
  web.fetch(`/jmap/upload/${to}`, account, {
    method: 'POST',
    body: body as never,
    headers: { 'content-type': type },
    duplex: 'half',
  } as RequestInit);

const download = (blobId: string, rest = 'name.bin', headers = {}, account: TestAccount = alice): Promise<Response> =>
  web.fetch(`/jmap/download/${account.id}/${blobId}/${rest}`, account, { headers });

const octets = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

test('an upload is downloaded unchanged, whether small or large, header-like or not', async () => {
  for (const content of [Buffer.alloc(0), Buffer.from('A: b\r\n\r\nc'), randomBytes(900_000)]) {
    const response = await upload(content);
    assert.equal(response.status, 201);
    const { blobId, size, type, accountId } = (await response.json()) as Uploaded;
    assert.deepEqual([size, type, accountId], [content.length, 'image/png', alice.id]);
    const back = await download(blobId, 'a.png?type=image/png');
    assert.equal(back.status, 200);
    assert.equal(back.headers.get('content-type'), 'image/png');
    assert.ok((await octets(back)).equals(content));
  }
});

test('an oversized upload is refused, announced or not, and leaves nothing behind', async () => {
  const largest = Buffer.alloc(1_000_000);
  for (const body of [largest, new Blob([largest]).stream()]) assert.equal((await upload(body)).status, 201);
  const large = Buffer.alloc(1_000_001);
  for (const body of [large, new Blob([large]).stream()]) {
    const response = await upload(body);
    assert.equal(response.status, 400);
    const problem = (await response.json()) as { type: string; limit: string };
    assert.deepEqual([problem.type, problem.limit], ['urn:ietf:params:jmap:error:limit', 'maxSizeUpload']);
  }
  const { rows } = await web.store.pool.query(
    'select count(*) as count from blob_chunks where blob_id not in (select id from blobs)',
  );
  assert.equal(rows[0].count, 0);
});

test('any range of a blob can be downloaded, within its size', async () => {
  const content = Buffer.from('0123456789');
  const { blobId } = (await (await upload(content)).json()) as Uploaded;
  const part = async (range: string) => {
    const response = await download(blobId, 'x', { range });
    assert.equal(response.headers.get('cache-control')?.includes('immutable') ?? false, response.ok);
    const content = response.ok ? (await octets(response)).toString() : response.headers.get('content-type');
    return [response.status, response.headers.get('content-range'), content];
  };
  assert.deepEqual(await part('bytes=2-4'), [206, 'bytes 2-4/10', '234']);
  assert.deepEqual(await part('bytes=8-'), [206, 'bytes 8-9/10', '89']);
  assert.deepEqual(await part('bytes=-3'), [206, 'bytes 7-9/10', '789']);
  assert.deepEqual(await part('bytes=5-999'), [206, 'bytes 5-9/10', '56789']);
  assert.deepEqual(await part('bytes=10-'), [416, 'bytes */10', 'application/problem+json']);
  for (const all of ['bytes=0-1,3-4', 'bytes=4-2', 'lines=1-2', 'bytes=-']) {
    assert.deepEqual(await part(all), [200, null, '0123456789'], all);
  }
});

test('messages and the contents of their parts are available as blobs', async () => {
  const raw = [
    'Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n',
    '--b\r\nContent-Type: text/plain\r\n\r\nhello',
    '--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAECAwQF',
    '--b--\r\n',
  ].join('\r\n');
  const { id } = await web.append(alice, raw);
  const blobId = id.replace('E', 'B');
  assert.equal((await octets(await download(blobId))).toString(), raw);
  const part = await download(`${blobId}_2`, 'x.png?type=image/png');
  assert.deepEqual([...(await octets(part))], [0, 1, 2, 3, 4, 5]);
  for (const none of [`${blobId}_3`, `${blobId}_2-1`, `${blobId}_`, 'B999999', 'nonsense', `U${'0'.repeat(32)}`]) {
    assert.equal((await download(none)).status, 404, none);
  }
});

test('blobs of another account cannot be downloaded', async () => {
  const { blobId } = (await (await upload(Buffer.from('secret'))).json()) as Uploaded;
  assert.equal((await download(blobId, 'x', {}, bob)).status, 404);
  assert.equal((await web.fetch(`/jmap/download/${alice.id}/${blobId}/x`, bob)).status, 404);
  assert.equal((await web.fetch(`/jmap/download/${alice.id}/${blobId}/x`)).status, 401);
  assert.equal((await upload(Buffer.from('x'), 'text/plain', bob, alice.id)).status, 404);
});

test('a download shown in the browser cannot run scripts, whatever its type or name', async () => {
  const { blobId } = (await (
    await upload(Buffer.from('<script>alert(1)</script>'), 'text/html; charset=utf-8')
  ).json()) as Uploaded;
  const response = await download(blobId, 'x.html?type=text/html');
  assert.equal(response.headers.get('content-security-policy'), "default-src 'none'; sandbox");
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  assert.match(response.headers.get('content-disposition') ?? '', /^attachment; filename="x.html"$/);
  for (const dest of ['script', 'style', 'worker', 'serviceworker', 'iframe', 'object', 'xslt'])
    assert.equal((await download(blobId, 'x.js?type=text/javascript', { 'sec-fetch-dest': dest })).status, 403, dest);
  for (const dest of ['document', 'image', 'empty'])
    assert.equal((await download(blobId, 'x.js', { 'sec-fetch-dest': dest })).status, 200, dest);
  for (const type of ['text/html%0d%0aX: y', 'a', 'text/html;charset=x', '']) {
    assert.equal(
      (await download(blobId, `x?type=${type}`)).headers.get('content-type'),
      'application/octet-stream',
      type,
    );
  }
});

test('unsafe file names are made safe in Content-Disposition', () => {
  assert.equal(attachment('report.pdf'), 'attachment; filename="report.pdf"');
  assert.equal(attachment('../../etc/passwd'), 'attachment; filename="_.._etc_passwd"');
  assert.equal(attachment('a"b\r\nSet-Cookie: x'), 'attachment; filename="a_bSet-Cookie_ x"');
  assert.equal(attachment('你好.txt'), `attachment; filename="__.txt"; filename*=UTF-8''%E4%BD%A0%E5%A5%BD.txt`);
  assert.equal(attachment('gpj.\u202eexe'), 'attachment; filename="gpj.exe"');
  for (const name of ['', '...', '\0', '  ']) assert.equal(attachment(name), 'attachment; filename="download"');
  assert.ok(attachment('x'.repeat(10_000)).length < 300);
  assert.doesNotThrow(() => attachment('\ud800'));
});

test('a file can be downloaded under any name by the URL template of the session', async () => {
  const { blobId } = (await (await upload(Buffer.from('x'))).json()) as Uploaded;
  const { downloadUrl } = (await (await web.fetch('/jmap/session', alice)).json()) as { downloadUrl: string };
  const template = downloadUrl.slice(web.url.length).replace('{accountId}', alice.id).replace('{blobId}', blobId);
  const names = ['..', '.', '', '../..', '/', '?#&=%', '%ff', 'a\0b', '名'.repeat(1_000), 'n'.repeat(15_000), "a';b"];
  for (const name of names) {
    const path = template.replace('{type}', 'image%2Fpng').replace('{name}', encodeURIComponent(name));
    const response = await web.fetch(path, alice);
    assert.deepEqual([response.status, await response.text()], [200, 'x'], name.slice(0, 20));
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.equal(response.headers.get('content-disposition'), attachment(name.slice(0, 1_000)));
  }
  // The name may also stand in the path; programs may have stored such URLs.
  for (const name of ['n'.repeat(15_000), 'a%2F..', '%00']) assert.equal((await download(blobId, name)).status, 200);
});

test('unused uploads expire after a day, and earlier when an account has too many', async () => {
  const { pool } = web.store;
  const carol = await web.account();
  const { blobId } = (await (await upload(Buffer.from('old'), 'text/plain', carol)).json()) as Uploaded;
  await pool.query("update uploads set uploaded_at = now() - interval '2 days' where account_id = $1", [carol.number]);
  assert.ok((await trimUploads(pool, new Date(Date.now() - 86_400_000), 100)) >= 1);
  assert.equal((await download(blobId, 'x', {}, carol)).status, 404);
  await collectBlobs(pool, { graceMs: -1000, limit: 100, uses: [UPLOAD_USES_BLOB] });
  const { rows } = await pool.query('select 1 from blobs where id = $1::uuid', [blobId.slice(1)]);
  assert.equal(rows.length, 0);
});
