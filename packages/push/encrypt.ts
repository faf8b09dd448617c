import { createECDH } from 'node:crypto';
import { encrypt } from 'http_ece';
import type { PushKeys } from './subscriptions.ts';

/** Encrypts content for the owner of the private halves of these keys (RFC 8291). */
export function encryptFor({ p256dh, auth }: PushKeys, content: Buffer): Buffer {
  const privateKey = createECDH('prime256v1');
  privateKey.generateKeys();
  return encrypt(content, {
    version: 'aes128gcm',
    privateKey,
    dh: p256dh.toString('base64url'),
    authSecret: auth.toString('base64url'),
  });
}

/** Returns whether the keys have the curve and the length that RFC 8291 2 requires. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  if (p256dh.length !== 65 || p256dh[0] !== 4 || auth.length !== 16) return false;
  try {
    const probe = createECDH('prime256v1');
    probe.generateKeys();
    probe.computeSecret(p256dh);
    return true;
  } catch {
    return false;
  }
}
