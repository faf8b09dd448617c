import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Algorithm } from './sign.ts';

/** The least that RFC 8301 3.2 asks of signers. Longer keys do not fit into one string of a TXT record. */
const RSA_BITS = 2048;

const generateRsa = promisify<'rsa', { modulusLength: number }, { privateKey: KeyObject }>(generateKeyPair as never);
const generateEd25519 = promisify<'ed25519', object, { privateKey: KeyObject }>(generateKeyPair as never);

export interface DkimKey {
  readonly algorithm: Algorithm;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
  /** The value of p= in the record of the key. */
  readonly publicKey: string;
}

/** Makes a new key (RFC 6376 3.3, RFC 8463 3) on another thread. */
export async function newDkimKey(algorithm: Algorithm): Promise<DkimKey> {
  const { privateKey } =
    algorithm === 'rsa-sha256'
      ? await generateRsa('rsa', { modulusLength: RSA_BITS })
      : await generateEd25519('ed25519', {});
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { algorithm, privateKey: der, publicKey: publicPart(createPublicKey(privateKey), algorithm) };
}

/** Reads a private key. Throws when it is none. */
export function readPrivateKey(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** RFC 6376 3.6.1 wants SubjectPublicKeyInfo in base64; RFC 8463 4 only the 32 octets of the key, which are its end. */
function publicPart(key: KeyObject, algorithm: Algorithm): string {
  const der = key.export({ format: 'der', type: 'spki' });
  return (algorithm === 'rsa-sha256' ? der : der.subarray(-32)).toString('base64');
}

/** Returns the text of the TXT record at `<selector>._domainkey.<domain>` (RFC 6376 3.6.1). */
export function keyRecord({ algorithm, publicKey }: Pick<DkimKey, 'algorithm' | 'publicKey'>): string {
  return `v=DKIM1; k=${algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'}; p=${publicKey}`;
}
