import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { MechanismStep, SaslContext } from '../step.ts';
import { hmac, type ScramKeys, sha256 } from './keys.ts';
import { type ClientFirst, readClientFinal, readClientFirst } from './messages.ts';

const NONCE_BYTES = 24;

/**
 * SCRAM-SHA-256 and -PLUS (RFC 5802 5, 7677): both sides prove that they know the password, and with PLUS that nobody is in
 * between (RFC 9266, 5929). The keys of the account are looked up between the client's two messages.
 */
export function readScram(message: Buffer, context: SaslContext, isPlus: boolean): MechanismStep {
  const first = readClientFirst(message);
  if (!first) return { error: 'malformed' };
  const channels = boundTo(first, context, isPlus);
  if (channels === undefined) return { error: 'not-bound' };
  return {
    keysOf: { authcid: first.authcid, authzid: first.authzid },
    proceed: (keys) => challenge(first, channels, keys),
  };
}

/** RFC 5802 6: returns the channel bindings. Undefined: the client uses none or a wrong one, or somebody removed PLUS from the offer. */
function boundTo({ binding }: ClientFirst, { bindings }: SaslContext, isPlus: boolean): readonly Buffer[] | undefined {
  if (isPlus) return binding === 'n' || binding === 'y' ? undefined : bindings.get(binding)?.();
  const isGood = binding === 'n' || (binding === 'y' && bindings.size === 0);
  return isGood ? [Buffer.alloc(0)] : undefined;
}

function challenge(first: ClientFirst, channels: readonly Buffer[], keys: ScramKeys): MechanismStep {
  const nonce = first.nonce + randomBytes(NONCE_BYTES).toString('base64').replaceAll(',', '.');
  const serverFirst = `r=${nonce},s=${keys.salt.toString('base64')},i=${keys.iterations}`;
  return {
    prompt: Buffer.from(serverFirst),
    next(message) {
      const final = readClientFinal(message);
      if (!final) return { error: 'malformed' };
      const header = Buffer.from(first.gs2Header);
      const isBound = channels.some((channel) => final.channel.equals(Buffer.concat([header, channel])));
      if (!isBound) return { error: 'not-bound' };
      const signed = `${first.bare},${serverFirst},${final.withoutProof}`;
      const signature = hmac(keys.storedKey, signed);
      const clientKey = Buffer.from(final.proof.map((byte, at) => byte ^ (signature[at] as number)));
      const isRight = timingSafeEqual(sha256(clientKey), keys.storedKey);
      // Part of the nonce is ours, so a recorded exchange proves nothing.
      if (!isRight || final.nonce !== nonce) return { error: 'not-proved' };
      const verifier = `v=${hmac(keys.serverKey, signed).toString('base64')}`;
      // RFC 4954 4, RFC 3501 6.2.2: the server's last message is a challenge, which the client answers with an empty line.
      const next = (answer: Buffer): MechanismStep => (answer.length === 0 ? { proved: true } : { error: 'malformed' });
      return { prompt: Buffer.from(verifier), next };
    },
  };
}
