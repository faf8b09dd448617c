import { MailError } from '@postroom/types';
import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JWKSCacheInput,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { ALGORITHMS, LEEWAY_SECONDS, refused, requireCandidate } from './access-token.ts';
import type { Kept } from './kept.ts';

export type KeySet = JWTVerifyGetKey;

/** The most keys of one issuer. */
const MAX_KEYS = 100;

/** Reads a key set (RFC 7517 5). Throws unavailable. */
export function readKeySet(said: Record<string, unknown> | null): KeySet {
  try {
    const keys = Array.isArray(said?.keys) ? said.keys.slice(0, MAX_KEYS) : undefined;
    return createLocalJWKSet({ keys } as JWKSCacheInput['jwks']);
  } catch (cause) {
    throw new MailError('unavailable', 'The keys of the issuer cannot be read', { cause });
  }
}

/**
 * Returns the claims of a token that the issuer signed for us (RFC 7519 7.2, RFC 9068 4). Looks for an unknown key in a newer
 * key set, which is requested only so often. Throws authentication-failed, unavailable.
 */
export async function verifySigned(
  token: string,
  { keys, issuer, audience }: { keys: Kept<KeySet>; issuer: string; audience: string },
): Promise<JWTPayload> {
  requireCandidate(token, issuer);
  const options = { algorithms: ALGORITHMS, issuer, audience, clockTolerance: LEEWAY_SECONDS, requiredClaims: ['exp'] };
  const verify = (set: KeySet) => verifyBySet(token, set, options);
  try {
    const known = await keys.get();
    return await verify(known).catch(async (error: unknown) => {
      if (!mayBeOfNewer(token, error)) throw error;
      return verify(await keys.newer());
    });
  } catch (error) {
    throw error instanceof errors.JOSEError ? refused(error.message) : error;
  }
}

/** Verifies a token; one that does not name its key is tried with each suitable key (RFC 7515 4.1.4). */
async function verifyBySet(token: string, set: KeySet, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, set, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      const found = await jwtVerify(token, key, options).catch((fault: unknown) => {
        if (!(fault instanceof errors.JWSSignatureVerificationFailed)) throw fault;
      });
      if (found) return found.payload;
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Returns whether a newer key set may help: the key is missing, or the token names none and no key fits. */
function mayBeOfNewer(token: string, error: unknown): boolean {
  if (error instanceof errors.JWKSNoMatchingKey) return true;
  return error instanceof errors.JWSSignatureVerificationFailed && decodeProtectedHeader(token).kid === undefined;
}
