import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** What keeps private keys: AES-256-GCM under a key that is derived from a secret (RFC 5869). */
export class KeySeal {
  readonly #key: Buffer;

  /**
   * @param secret any text that nobody can guess
   * @param purpose what is kept: for another it is another key
   */
  constructor(secret: string, purpose = 'postroom dkim keys') {
    this.#key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  }

  /** Nonce, tag and ciphertext. @param owner whose key it is: opened for another it is none */
  seal(privateKey: Buffer, owner: string): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(privateKey), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws when it was sealed by another secret, for another owner, or changed. */
  open(sealed: Buffer, owner: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(owner))
      .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
  }
}

/** Whose a key is. */
export function keyOwner(domain: string, selector: string): string {
  return `${selector}._domainkey.${domain}`;
}
