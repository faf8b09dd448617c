import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** The puzzles of one proof: many small ones take about the same time for everybody, and show the progress. */
export const PUZZLES = 16;
/** How long a proof is valid; to fill in a form takes a while. */
export const PROOF_SECONDS = 1_800;
const CHALLENGE = /^1\.(\d{1,2})\.(\d{1,12})\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
/** The longest text that is read as a challenge. */
const MAX_CHALLENGE = 120;
/** All solutions are numbers below this one. */
export const MAX_SOLUTION = 2 ** 40;

export interface Challenge {
  readonly challenge: string;
  readonly puzzles: number;
  /** The number of zero bits with which the hash of each solution begins. */
  readonly bits: number;
}

/** Makes a challenge. It is signed, so that nothing is stored before its solution comes back. */
export function newChallenge(key: Buffer, bits: number, now: number): Challenge {
  const ends = Math.floor(now / 1000) + PROOF_SECONDS;
  const text = `1.${bits}.${ends}.${randomBytes(16).toString('base64url')}`;
  return { challenge: `${text}.${sign(key, text)}`, puzzles: PUZZLES, bits };
}

/**
 * Returns what is wrong with a proof, or null. A solution of puzzle p is a number n for which the SHA-256 of `challenge:p:n` begins with
 * the demanded number of zero bits. Whether the proof was used before is checked by the caller.
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

/** Returns the number of leading zero bits of the hash, at most 32. */
function zeroBits(text: string): number {
  return Math.clz32(createHash('sha256').update(text).digest().readUInt32BE(0));
}
