import { createECDH, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Queryable } from '@postroom/database';

/** The key that identifies this platform to push services (RFC 8292). */
export interface VapidKey {
  /** The public key, base64url (RFC 9749 3). */
  readonly applicationServerKey: string;
  /** Returns the Authorization field for a message to that URL. @param contact a mailto: or https: URI */
  authorization(url: string, contact: string, now: Date): string;
}

/** The lifetime of a token; RFC 8292 2 allows 24 hours at most. */
const TOKEN_SECONDS = 12 * 3_600;

/** Returns the platform's key; the first process makes it. */
export async function openVapidKey(db: Queryable): Promise<VapidKey> {
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  await db.query(`insert into push_keys (name, private_key) values ('vapid', $1) on conflict (name) do nothing`, [
    ecdh.getPrivateKey(),
  ]);
  const { rows } = await db.query<{ key: Buffer }>(`select private_key as key from push_keys where name = 'vapid'`);
  return vapidKey(rows[0]?.key as Buffer);
}

function vapidKey(secret: Buffer): VapidKey {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const publicKey = ecdh.getPublicKey();
  const key = privateKey(secret, publicKey);
  const applicationServerKey = publicKey.toString('base64url');
  return {
    applicationServerKey,
    authorization(url, contact, now) {
      const exp = Math.floor(now.getTime() / 1000) + TOKEN_SECONDS;
      const claims = { aud: new URL(url).origin, exp, sub: contact };
      const signed = [{ typ: 'JWT', alg: 'ES256' }, claims].map((part) => base64url(JSON.stringify(part))).join('.');
      // RFC 7518 3.4 wants this form of the signature.
      const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
      return `vapid t=${signed}.${signature.toString('base64url')}, k=${applicationServerKey}`;
    },
  };
}

function privateKey(secret: Buffer, publicKey: Buffer): KeyObject {
  // RFC 7518 6.2: the coordinates of an uncompressed point.
  const [x, y] = [base64url(publicKey.subarray(1, 33)), base64url(publicKey.subarray(33))];
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d: base64url(secret) }, format: 'jwk' });
}

function base64url(octets: Buffer | string): string {
  return Buffer.from(octets).toString('base64url');
}
