import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** Encrypts private keys: AES-256-GCM under a key that is derived from a secret (RFC 5869). */
export class KeySeal {
  readonly #key: Buffer;

  /**
   * @param secret any text that nobody can guess
   * @param purpose what the keys are for; each purpose derives another key
   */
  constructor(secret: string, purpose = 'postroom dkim keys') {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  }

  /** Returns nonce, tag and ciphertext. @param owner must be the same in `open` */
  seal(privateKey: Buffer, owner: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(privateKey), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Decrypts a key. Throws when it was sealed with another secret, for another owner, or changed. */
  open(sealed: Buffer, owner: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  }
}

/** Returns the owner of a key, for `KeySeal`. */
export function keyOwner(domain: string, selector: string): string {
  return `${selector}._domainkey.${domain}`;
}
