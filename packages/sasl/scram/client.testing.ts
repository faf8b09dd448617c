import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

export interface ScramClientOptions {
  readonly user: string;
  readonly password: string;
  readonly nonce: string;
  readonly authzid?: string;
  /** `n`, `y`, or the name of a channel binding. */
  readonly binding?: string;
  readonly channel?: Buffer;
}

/** The client's side of SCRAM-SHA-256, directly as RFC 5802 5 describes it. */
export function scramClient({ user, password, nonce, authzid, binding = 'n', channel }: ScramClientOptions) {
  const flag = binding.length === 1 ? binding : `p=${binding}`;
  const gs2 = `${flag},${authzid ? `a=${authzid}` : ''},`;
  const bare = `n=${user.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}`;
  return {
    first: gs2 + bare,
    final(serverFirst: string, changes: { nonce?: string; gs2?: string } = {}) {
      const [, full = '', salt = '', rounds = ''] = /^r=(.*),s=(.*),i=(\d+)$/.exec(serverFirst) ?? [];
      const bound = Buffer.concat([Buffer.from(changes.gs2 ?? gs2), channel ?? Buffer.alloc(0)]).toString('base64');
      const without = `c=${bound},r=${changes.nonce ?? full}`;
      const message = `${bare},${serverFirst},${without}`;
      const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(rounds), 32, 'sha256');
      const clientKey = hmac(salted, 'Client Key');
      const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
      const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] as number)));
      const verifier = hmac(hmac(salted, 'Server Key'), message).toString('base64');
      return { message: `${without},p=${proof.toString('base64')}`, verifier: `v=${verifier}` };
    },
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
