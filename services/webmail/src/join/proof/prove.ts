import type { Challenge } from './solve.ts';
import workerUrl from './worker.ts?worker&url';

export interface Proof {
  readonly challenge: string;
  readonly solutions: readonly number[];
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The page's policy allows scripts from this server alone, and asks for a Trusted Types policy for their URLs. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('postroom-proof', {
  createScriptURL: (url) => url,
});

/**
 * Solves a challenge in a worker, so that the page stays responsive.
 * @param onProgress called with the share that is done, 0 to 1
 */
export function prove(challenge: Challenge, onProgress: (done: number) => void): Promise<Proof> {
  const url = trusted?.createScriptURL(workerUrl) ?? workerUrl;
  const worker = new Worker(url, import.meta.env.DEV ? { type: 'module' } : {});
  const solutions: number[] = [];
  return new Promise<Proof>((resolve, reject) => {
    worker.onerror = () => reject(new Error('the proof could not be made'));
    worker.onmessage = ({ data }: MessageEvent<number>) => {
      solutions.push(data);
      onProgress(solutions.length / challenge.puzzles);
      if (solutions.length === challenge.puzzles) resolve({ challenge: challenge.challenge, solutions });
    };
    worker.postMessage(challenge);
  }).finally(() => worker.terminate());
}
