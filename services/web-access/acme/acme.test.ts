import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, test } from 'node:test';
import { putChallenge, removeChallenge } from '@postroom/directory';
import { startWeb } from '../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const token = 'LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0';
const answer = `${token}.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI`;

/** Requests the path as it is, without normalising it. */
async function ask(path: string): Promise<[status: number, text: string]> {
  const sent = request({ port: new URL(web.url).port, host: '127.0.0.1', path }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString();
  return [response.statusCode ?? 0, text];
}

test('an ACME challenge is answered while its certificate is being ordered (RFC 8555 8.3)', async () => {
  const path = `/.well-known/acme-challenge/${token}`;
  assert.equal((await ask(path))[0], 404);
  await putChallenge(web.store.pool, token, answer);
  assert.deepEqual(await ask(path), [200, answer]);
  await removeChallenge(web.store.pool, token);
  assert.equal((await ask(path))[0], 404);
});

test('any other challenge path gets no answer', async () => {
  await putChallenge(web.store.pool, token, answer);
  const names = [
    ...[token.toLowerCase(), `${token}.`, `${token}%00`, `x/../${token}`, `..%2f${token}`, `%2e%2e/${token}`, ''],
    ...['../../../etc/passwd', '..%2f..%2f..%2fetc%2fpasswd', `${token}/`, `${token}%27--`, '%', 'a'.repeat(10_000)],
  ];
  for (const name of names) {
    const [status, text] = await ask(`/.well-known/acme-challenge/${name}`);
    assert.ok(status >= 400 && status < 500, `${name.slice(0, 60)}: ${status}`);
    assert.ok(!text.includes(answer), name.slice(0, 60));
  }
});
