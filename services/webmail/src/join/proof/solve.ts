import { PrefixHash } from './sha256.ts';

export interface Challenge {
  readonly challenge: string;
  readonly puzzles: number;
  /** The number of zero bits with which the hash of each solution must begin. */
  readonly bits: number;
}

/** Returns the first number n for which the SHA-256 of `challenge:puzzle:n` begins with that many zero bits. */
export function solvePuzzle({ challenge, bits }: Challenge, puzzle: number): number {
  const hash = new PrefixHash(`${challenge}:${puzzle}:`);
  for (let n = 0; ; n++) if (Math.clz32(hash.first32(String(n))) >= bits) return n;
}
