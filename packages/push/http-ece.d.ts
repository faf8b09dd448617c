declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** RFC 8188, RFC 8291. @param options `dh` and `authSecret` in base64url */
  export function encrypt(
    content: Buffer,
    options: { version: 'aes128gcm'; privateKey: ECDH; dh: string; authSecret: string },
  ): Buffer;
}
