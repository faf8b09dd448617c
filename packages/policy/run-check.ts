import type { Check, Finding } from './check.ts';
import type { PolicyMetrics } from './metrics.ts';

/** What became of a check; `failed`: nobody could be asked, or not in time. */
export interface Ran {
  readonly check: Check;
  readonly finding: Finding | undefined;
  readonly failed: string | undefined;
  readonly seconds: number;
}

/** Runs a check within a time. Never rejects: what cannot be found out is no finding. */
export async function runCheck(
  check: Check,
  work: () => Promise<Finding | undefined> | Finding | undefined,
  { withinMs, metrics }: { withinMs: number; metrics: PolicyMetrics },
): Promise<Ran> {
  const began = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const end = (finding: Finding | undefined, failed?: string): Ran => {
    const seconds = (performance.now() - began) / 1000;
    metrics.ran(check.name, failed !== undefined ? 'failed' : finding ? 'found' : 'nothing', seconds);
    return { check, finding, failed, seconds: Math.round(seconds * 1e4) / 1e4 };
  };
  try {
    const found = work();
    if (!(found instanceof Promise)) return end(found);
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('no answer in time')), withinMs);
    });
    return end(await Promise.race([found, late]));
  } catch (error) {
    return end(undefined, (error as Error).message.slice(0, 200));
  } finally {
    clearTimeout(timer);
  }
}
