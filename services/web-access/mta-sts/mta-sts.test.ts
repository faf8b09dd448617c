import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, test } from 'node:test';
import { addDomain } from '@postroom/directory';
import { startWeb } from '../testing.ts';

const web = await startWeb({ MTA_STS: 'enforce' });
const without = await startWeb({ MTA_STS: 'off' });
after(async () => {
  await web[Symbol.asyncDispose]();
  await without[Symbol.asyncDispose]();
});
await addDomain(web.store.pool, 'bücher.test');

async function ask(url: string, host: string): Promise<{ status: number; type: string; text: string }> {
  const { port } = new URL(url);
  const sent = request({ port, host: '127.0.0.1', path: '/.well-known/mta-sts.txt', headers: { host } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const text = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>)).toString();
  return { status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text };
}

test('each of our domains publishes an MTA-STS policy in the configured mode (RFC 8461 3.2)', async () => {
  for (const host of ['mta-sts.postroom.test', 'mta-sts.xn--bcher-kva.test', 'MTA-STS.Postroom.Test:443']) {
    const { status, type, text } = await ask(web.url, host);
    assert.deepEqual([status, type], [200, 'text/plain; charset=utf-8'], host);
    assert.equal(text, 'version: STSv1\r\nmode: enforce\r\nmx: mail.postroom.test\r\nmax_age: 1209600\r\n');
  }
});

test('other names have no policy, and no name has one if it is turned off', async () => {
  for (const host of [
    'postroom.test',
    'mta-sts.other.test',
    'mta-sts.',
    'mta-sts.mta-sts.postroom.test',
    'mta-sts.x y',
  ])
    assert.notEqual((await ask(web.url, host)).status, 200, host);
  assert.equal((await ask(without.url, 'mta-sts.postroom.test')).status, 404);
});
