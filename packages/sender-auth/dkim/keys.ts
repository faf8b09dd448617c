import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Algorithm } from './sign.ts';

/** What RFC 8301 3.2 asks of signers at least; longer ones do not fit into one string of a TXT record any better. */
const RSA_BITS = 2048;

const generateRsa = promisify<'rsa', { modulusLength: number }, { privateKey: KeyObject }>(generateKeyPair as never);
const generateEd25519 = promisify<'ed25519', object, { privateKey: KeyObject }>(generateKeyPair as never);

export interface DkimKey {
  readonly algorithm: Algorithm;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
  /** For p= of its record. */
  readonly publicKey: string;
}

/** A new key (RFC 6376 3.3, RFC 8463 3), made on another thread. */
export async function newDkimKey(algorithm: Algorithm): Promise<DkimKey> {
  const { privateKey } =
    algorithm === 'rsa-sha256'
      ? await generateRsa('rsa', { modulusLength: RSA_BITS })
      : await generateEd25519('ed25519', {});
  const der = privateKey.export({ format: 'der', type: 'pkcs8' });
  return { algorithm, privateKey: der, publicKey: publicPart(createPublicKey(privateKey), algorithm) };
}

/** Throws for what is no key. */
export function readPrivateKey(der: Buffer): KeyObject {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

/** RFC 6376 3.6.1 takes SubjectPublicKeyInfo in base64; RFC 8463 4 the 32 octets alone, which are its end. */
function publicPart(key: KeyObject, algorithm: Algorithm): string {
  const der = key.export({ format: 'der', type: 'spki' });
  return (algorithm === 'rsa-sha256' ? der : der.subarray(-32)).toString('base64');
}

/** The text of the TXT record at `<selector>._domainkey.<domain>` (RFC 6376 3.6.1). */
export function keyRecord({ algorithm, publicKey }: Pick<DkimKey, 'algorithm' | 'publicKey'>): string {
  return `v=DKIM1; k=${algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'}; p=${publicKey}`;
}
