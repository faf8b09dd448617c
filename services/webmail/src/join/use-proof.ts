import { useCallback, useRef, useState } from 'react';
import { newChallenge } from './api.ts';
import { type Proof, prove } from './proof/prove.ts';

/** A proof is good for half an hour; an older one than this is made anew. */
const FRESH_MS = 20 * 60_000;

/**
 * Makes the proof of work while the person still types, so that nobody waits for it at the end. Each proof is good once.
 * Returns how to begin it, how to take it, and how much is done, 0 to 1.
 */
export function useProof(): { begin(): void; take(): Promise<Proof>; done: number } {
  const [done, setDone] = useState(0);
  const current = useRef<{ proof: Promise<Proof>; since: number } | null>(null);

  const begin = useCallback((): Promise<Proof> => {
    if (current.current && Date.now() - current.current.since < FRESH_MS) return current.current.proof;
    setDone(0);
    const proof = newChallenge().then((challenge) => prove(challenge, setDone));
    const entry = { proof, since: Date.now() };
    current.current = entry;
    proof.catch(() => {
      if (current.current === entry) current.current = null;
    });
    return proof;
  }, []);

  const take = useCallback(async (): Promise<Proof> => {
    const proof = await begin();
    current.current = null;
    return proof;
  }, [begin]);

  return { begin: () => void begin().catch(() => undefined), take, done };
}
