import { MailError } from '@postroom/types';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';

/** Algorithms whose signatures only the owner of the private key can make. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** How much clocks may differ, in seconds. */
export const LEEWAY_SECONDS = 30;

/** The types of access tokens (RFC 9068 2.1); many issuers use JWT or none. */
const TYPES = new Set(['at+jwt', 'application/at+jwt', 'jwt']);

export function refused(why: string): MailError {
  return new MailError('authentication-failed', `The token is not valid: ${why}`);
}

/** Returns whether a token has the form of a signed token, whoever signed it. */
export function looksSigned(token: string): boolean {
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/.test(token);
}

/** Refuses a token that no key could make valid, before the issuer is asked for its keys. */
export function requireCandidate(token: string, issuer: string): void {
  const [header, claims] = read(token);
  if (!ALGORITHMS.includes(header.alg ?? '')) throw refused('its signature algorithm is not accepted');
  const type = String(header.typ ?? 'JWT').toLowerCase();
  if (!TYPES.has(type)) throw refused('it is not an access token');
  if (claims.iss !== issuer) throw refused('it is from another issuer');
  if (claims.exp === undefined) throw refused('it has no expiry time');
  requireTimes(claims);
  requireAccess(claims, type);
}

function read(token: string): [ReturnType<typeof decodeProtectedHeader>, JWTPayload] {
  try {
    return [decodeProtectedHeader(token), decodeJwt(token)];
  } catch {
    throw refused('it is malformed');
  }
}

/** Checks the times of a token (RFC 7519 4.1.4, 4.1.5). */
export function requireTimes({ exp, nbf }: JWTPayload): void {
  const now = Date.now() / 1000;
  if (exp !== undefined && !(exp > now - LEEWAY_SECONDS)) throw refused('it has expired');
  if (nbf !== undefined && !(nbf <= now + LEEWAY_SECONDS)) throw refused('it is not valid yet');
}

/**
 * Refuses recognizable tokens of other kinds: ID tokens (OpenID Connect Core 2, 3.1.3.6), refresh and logout
 * tokens, and those that need a key of the client (RFC 7800), since no client can show one here.
 */
export function requireAccess(claims: JWTPayload, headerType?: string): void {
  const { typ, token_type: tokenType, token_use: tokenUse } = claims;
  const isBearer = [typ, tokenType].some((type) => typeof type === 'string' && /^(?:bearer|at\+jwt)$/i.test(type));
  const isOther = [typ, tokenType].some(
    (type) => typeof type === 'string' && /^(?:id|refresh|offline|logout)/i.test(type),
  );
  if (isOther || (typeof tokenUse === 'string' && !tokenUse.startsWith('access')))
    throw refused('it is not an access token');
  if ('at_hash' in claims || 'c_hash' in claims || 'events' in claims) throw refused('it is not an access token');
  if ('nonce' in claims && !isBearer && headerType !== 'at+jwt') throw refused('it is an ID token');
  if ('cnf' in claims) throw refused('it is bound to a key');
}
