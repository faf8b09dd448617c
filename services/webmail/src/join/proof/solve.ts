import { PrefixHash } from './sha256.ts';

export interface Challenge {
  readonly challenge: string;
  readonly puzzles: number;
  /** Zero bits with which the hash of each solution begins. */
  readonly bits: number;
}

/** The first number n for which the SHA-256 of `challenge:puzzle:n` begins with so many zero bits. */
export function solvePuzzle({ challenge, bits }: Challenge, puzzle: number): number {
  const hash = new PrefixHash(`${challenge}:${puzzle}:`);
  for (let n = 0; ; n++) if (Math.clz32(hash.first32(String(n))) >= bits) return n;
}
