import type { JWTPayload } from 'jose';
import { refused } from './access-token.ts';

/** Returns the address of the token's account. Throws authentication-failed. */
export function addressOf(claims: JWTPayload, { claim, domain }: { claim: string; domain: string }): string {
  const name = claims[claim];
  if (typeof name !== 'string' || name === '' || name.length > 320) throw refused(`it has no ${claim}`);
  // OpenID Connect Core 5.1. Some issuers write it as a string.
  if (claim === 'email' && (claims.email_verified === false || claims.email_verified === 'false')) {
    throw refused('its address is not verified');
  }
  if (name.includes('@')) return name;
  if (domain === '') throw refused(`its ${claim} has no domain`);
  return `${name}@${domain}`;
}

/** Returns the scopes (RFC 6749 3.3, RFC 9068 2.2.3); some issuers use `scp` instead, which may be a list. */
export function scopesOf({ scope, scp }: JWTPayload): ReadonlySet<string> {
  const texts = [scope, scp].flat().filter((text) => typeof text === 'string');
  return new Set(texts.flatMap((text) => text.split(' ')));
}
