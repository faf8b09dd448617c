import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Puzzles of one proof: many small ones take about the same time for everybody, and show how far one is. */
export const PUZZLES = 16;
/** How long there is for it; a form takes a while to fill in. */
export const PROOF_SECONDS = 1_800;
const CHALLENGE = /^1\.(\d{1,2})\.(\d{1,12})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
/** Longer texts are none. */
const MAX_CHALLENGE = 120;
/** Solutions are numbers below. */
export const MAX_SOLUTION = 2 ** 40;

export interface Challenge {
  readonly challenge: string;
  readonly puzzles: number;
  /** Zero bits with which the hash of each solution begins. */
  readonly bits: number;
}

/** A challenge, signed, so that nothing of it is kept before it comes back. */
export function newChallenge(key: Buffer, bits: number, now: number): Challenge {
  const ends = Math.floor(now / 1000) + PROOF_SECONDS;
  const text = `1.${bits}.${ends}.${randomBytes(16).toString('base64url')}`;
  return { challenge: `${text}.${sign(key, text)}`, puzzles: PUZZLES, bits };
}

/**
 * What is wrong with a proof, or null. A solution of puzzle p is a number n for which the SHA-256 of `challenge:p:n` begins with so many
 * zero bits. Whether it was spent before is the caller's to know.
 */
export function proofFault(
  key: Buffer,
  { challenge, solutions }: { challenge: string; solutions: readonly number[] },
  now: number,
): 'proof-wrong' | 'proof-expired' | null {
  const [, bits, ends, , signature] = (challenge.length <= MAX_CHALLENGE && CHALLENGE.exec(challenge)) || [];
  if (bits === undefined || signature === undefined) return 'proof-wrong';
  const expected = sign(key, challenge.slice(0, -1 - signature.length));
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return 'proof-wrong';
  if (Number(ends) * 1000 <= now) return 'proof-expired';
  const isSolved =
    solutions.length === PUZZLES &&
    solutions.every((n, puzzle) => zeroBits(`${challenge}:${puzzle}:${n}`) >= Number(bits));
  return isSolved ? null : 'proof-wrong';
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(`challenge ${text}`).digest('base64url');
}

/** Up to 32. */
function zeroBits(text: string): number {
  return Math.clz32(createHash('sha256').update(text).digest().readUInt32BE(0));
}
