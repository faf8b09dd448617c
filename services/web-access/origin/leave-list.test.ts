import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { after, test } from 'node:test';
import { certificateFor } from '../../../packages/net/testing.ts';
import { startWeb, type TestAccount } from '../testing.ts';
import type { Origin } from './read-origins.ts';

// RFC 8058, with an HTTPS server that stands for a mailing list.

const HOST = 'mail.postroom.test';
const files = await certificateFor('127.0.0.1');
const cert = readFileSync(files.certificate);
const asked: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
const server = createServer(
  { cert, key: readFileSync(files.key) },
  (request, response) => void answer(request, response),
);
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await request.toArray()).join('');
  asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
  if (request.url === '/elsewhere') response.writeHead(302, { location: '/leave' }).end();
  else if (request.url === '/gone') response.writeHead(404).end();
  // This response never ends.
  else response.writeHead(202, { 'set-cookie': 'who=you' }).write('x'.repeat(100_000));
}
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const place = `127.0.0.1:${(server.address() as { port: number }).port}`;
const web = await startWeb({ HTTP_LIST_HOSTS: place }, cert.toString());
after(async () => {
  await web[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});
const alice = await web.account();

function letter(url: string, { names = 'from:list-unsubscribe:list-unsubscribe-post', result = 'pass' } = {}): string {
  return [
    `Received: from x.test ([192.0.2.1])\r\n\tby ${HOST} (Postroom) with ESMTPS id 1; Sat, 28 Nov 2026 10:00:00 +0000`,
    `Authentication-Results: ${HOST};\r\n\tdkim=${result} header.d=list.test header.s=k header.b=AbCdEf12`,
    `DKIM-Signature: v=1; a=rsa-sha256; d=list.test; s=k; bh=x; h=${names}; b=AbCdEf12Gh`,
    `List-Unsubscribe: <mailto:leave@list.test>, <${url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click`,
    'From: news@list.test\r\nSubject: News\r\n\r\nx\r\n',
  ].join('\r\n');
}

async function leave(raw: string, who: TestAccount = alice): Promise<{ status: number; at: string | null }> {
  const { id } = await web.append(alice, raw);
  const { origins } = (await (await web.fetch(`/account/origins?ids=${id}`, alice)).json()) as { origins: Origin[] };
  const answer = await web.fetch('/account/lists/leave', who, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'x=y', 'user-agent': 'Of Alice' },
    body: JSON.stringify({ id }),
  });
  return { status: answer.status, at: origins[0]?.leavesAt ?? null };
}

test('a list is unsubscribed by one POST with nothing but what the mail says', async () => {
  assert.deepEqual(await leave(letter(`https://${place}/leave?u=1`)), { status: 204, at: place });
  const [{ line, headers, body } = { line: '', headers: {}, body: '' }, ...more] = asked.splice(0);
  assert.deepEqual([line, body, more], ['POST /leave?u=1', 'List-Unsubscribe=One-Click', []]);
  assert.deepEqual(headers, {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '26',
    host: place,
    connection: 'close',
  });
});

test('a redirect or a refusal counts as not unsubscribed', async () => {
  for (const path of ['/elsewhere', '/gone'])
    assert.equal((await leave(letter(`https://${place}${path}`))).status, 503);
  assert.deepEqual(
    asked.splice(0).map(({ line }) => line),
    ['POST /elsewhere', 'POST /gone'],
  );
});

test("no request is made for unsigned mail, another user's mail, or an internal URL", async () => {
  const url = `https://${place}/leave`;
  for (const raw of [letter(url, { names: 'from:list-unsubscribe' }), letter(url, { result: 'fail' })])
    assert.deepEqual(await leave(raw), { status: 404, at: null });
  assert.equal((await leave(letter(url), await web.account())).status, 404);
  for (const inside of ['https://127.0.0.1:9/x', 'https://169.254.169.254/x', 'https://[::1]/', 'https://redis/x'])
    assert.equal((await leave(letter(inside))).status, 400, inside);
  assert.equal((await web.fetch('/account/lists/leave', undefined, { method: 'POST' })).status, 401);
  assert.deepEqual(asked, []);
});
