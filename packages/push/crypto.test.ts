import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { after, test } from 'node:test';
import { testDatabase } from '@postroom/testkit';
import { encryptFor } from './encrypt.ts';
import { arePushKeys, openVapidKey } from './index.ts';

const database = await testDatabase();
const { pool } = database;
after(() => database[Symbol.asyncDispose]());

interface Reader {
  readonly privateKey: Buffer;
  readonly publicKey: Buffer;
  readonly auth: Buffer;
}

/** Decrypts a message of one record as RFC 8188 2 and RFC 8291 3.4 say, without the library that encrypts. */
function decrypt({ privateKey, publicKey, auth }: Reader, message: Buffer): string {
  const [salt, senderKey, sealed] = [message.subarray(0, 16), message.subarray(21, 86), message.subarray(86)];
  assert.deepEqual([message.readUInt32BE(16), message[20]], [4096, 65]);
  const reader = createECDH('prime256v1');
  reader.setPrivateKey(privateKey);
  const derive = (secret: Buffer, by: Buffer, info: string | Buffer, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, by, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]);
  const secret = derive(reader.computeSecret(senderKey), auth, info, 32);
  const key = derive(secret, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(secret, salt, 'Content-Encoding: nonce\0', 12);
  const open = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()]);
  const end = padded.lastIndexOf(2);
  assert.ok(end >= 0 && padded.subarray(end + 1).every((octet) => octet === 0));
  return padded.subarray(0, end).toString();
}

test('only the holder of the keys can read the message, by the steps that read the example of RFC 8291', () => {
  const example = {
    privateKey: Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'),
    publicKey: Buffer.from(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      'base64url',
    ),
    auth: Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  };
  const body = [
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y',
    'l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  ].join('');
  assert.equal(decrypt(example, Buffer.from(body, 'base64url')), 'When I grow up, I want to be a watermelon');

  const device = createECDH('prime256v1');
  const publicKey = device.generateKeys();
  const reader = { privateKey: device.getPrivateKey(), publicKey, auth: randomBytes(16) };
  for (const content of ['hello', '', 'Größe \u0002', 'x'.repeat(3_900)]) {
    const message = encryptFor({ p256dh: publicKey, auth: reader.auth }, Buffer.from(content));
    assert.ok(content === '' || !message.includes(content));
    assert.equal(decrypt(reader, message), content);
    assert.throws(() => decrypt({ ...reader, auth: randomBytes(16) }, message));
    message[90] = (message[90] as number) ^ 1;
    assert.throws(() => decrypt(reader, message));
  }
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
