import assert from 'node:assert/strict';
import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { decrypt } from 'http_ece';
import { encryptFor } from './encrypt.ts';
import { arePushKeys, openVapidKey } from './index.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

test('only the holder of the keys can read the message', () => {
  const device = createECDH('prime256v1');
  const keys = { p256dh: device.generateKeys(), auth: randomBytes(16) };
  const message = encryptFor(keys, Buffer.from('hello'));
  assert.ok(!message.includes('hello'));
  const options = { version: 'aes128gcm', privateKey: device, authSecret: keys.auth.toString('base64url') } as const;
  assert.equal(decrypt(message, options).toString(), 'hello');
  assert.throws(() => decrypt(message, { ...options, authSecret: randomBytes(16).toString('base64url') }));
});

test('a key that is not on the curve is refused', () => {
  const p256dh = createECDH('prime256v1').generateKeys();
  const auth = randomBytes(16);
  assert.ok(arePushKeys({ p256dh, auth }));
  const offCurve = Buffer.from(p256dh);
  offCurve[64] = (offCurve[64] as number) ^ 1;
  for (const wrong of [Buffer.alloc(0), offCurve, Buffer.alloc(65, 4), p256dh.subarray(1)])
    assert.ok(!arePushKeys({ p256dh: wrong, auth }));
  assert.ok(!arePushKeys({ p256dh, auth: auth.subarray(1) }));
});

test('all processes share one VAPID key and sign for each push service separately', async () => {
  const [key, other] = await Promise.all([openVapidKey(pool), openVapidKey(pool)]);
  assert.equal(key.applicationServerKey, other.applicationServerKey);
  const now = new Date('2026-01-01T00:00:00Z');
  const field = key.authorization('https://push.example.com/secret/path', 'mailto:postmaster@example.com', now);
  const [, token = '', k = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(field) ?? [];
  assert.equal(k, key.applicationServerKey);
  const [head = '', claims = '', signature = ''] = token.split('.');
  assert.deepEqual(JSON.parse(Buffer.from(claims, 'base64url').toString()), {
    aud: 'https://push.example.com',
    exp: now.getTime() / 1000 + 12 * 3_600,
    sub: 'mailto:postmaster@example.com',
  });
  const point = Buffer.from(k, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const how = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  assert.ok(verify('sha256', signed, how, Buffer.from(signature, 'base64url')));
});
