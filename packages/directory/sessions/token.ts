import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a token is for: a page's session, an API, or getting new tokens. */
export type TokenKind = 'page' | 'access' | 'refresh';

/** Prefixes by which people recognise a token, and scanners for leaked secrets find it. */
const PREFIX: Record<TokenKind, string> = { page: 'prs', access: 'pra', refresh: 'prr' };

/** A token, and the hash that is stored of it. */
export interface NewToken {
  readonly secret: string;
  readonly hash: Buffer;
}

/** Creates a token of 256 random bits. Nobody can guess it, so its hash needs no salt and may be fast. */
export function newToken(): NewToken {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashOf(secret) };
}

export function formatToken(kind: TokenKind, session: { accountId: number; id: number }, secret: string): string {
  return `${PREFIX[kind]}_${session.accountId}_${session.id}_${secret}`;
}

/** Returns whether a text looks like one of our tokens, of any kind. */
export function isOurToken(text: string): boolean {
  return /^pr[sar]_/.test(text);
}

export interface ParsedToken {
  readonly accountId: number;
  readonly id: number;
  readonly secret: string;
}

/** Reads a token; null when it is not one of that kind. */
export function parseToken(kind: TokenKind, text: string): ParsedToken | null {
  if (text.length > 100) return null;
  const match = /^(pr[sar])_([1-9]\d{0,14})_([1-9]\d{0,14})_([A-Za-z0-9_-]{43})$/.exec(text);
  if (match?.[1] !== PREFIX[kind]) return null;
  return { accountId: Number(match[2]), id: Number(match[3]), secret: match[4] as string };
}

export function matches(secret: string, hash: Buffer | null): boolean {
  return hash !== null && timingSafeEqual(hashOf(secret), hash);
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
