import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import { sendToHttps } from './send-to-https.ts';

/** Returns where a request is redirected; undefined if it is not. */
async function sentTo(port: number, host: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const app = Fastify({ trustProxy: true });
  app.addHook('onRequest', sendToHttps(port));
  app.get('/*', async () => 'here');
  const { statusCode, headers: answer } = await app.inject({ url: '/join?x=1', headers: { host, ...headers } });
  await app.close();
  assert.equal(statusCode, answer.location === undefined ? 200 : 308);
  return answer.location;
}

test('a request over HTTP is redirected to the same URL with HTTPS', async () => {
  assert.equal(await sentTo(443, 'mail.a.test:8080'), 'https://mail.a.test/join?x=1');
  assert.equal(await sentTo(8443, 'Mail.A.test'), 'https://mail.a.test:8443/join?x=1');
});

test('requests over HTTPS, direct or by a proxy, and those with an invalid host are not redirected', async () => {
  assert.equal(await sentTo(443, 'mail.a.test', { 'x-forwarded-proto': 'https' }), undefined);
  assert.equal(await sentTo(443, 'a_b/../c@d'), undefined);
});
