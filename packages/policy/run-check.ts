import type { Check, Finding } from './check.ts';
import type { PolicyMetrics } from './metrics.ts';

/** The outcome of a check; `failed` tells why it could not decide, or not in time. */
export interface Ran {
  readonly check: Check;
  readonly finding: Finding | undefined;
  readonly failed: string | undefined;
  readonly seconds: number;
}

interface Limits {
  readonly withinMs: number;
  readonly metrics: PolicyMetrics;
}

/**
 * Runs a check within the time limit; a check without look-ups ends synchronously. Never throws or rejects: a check that cannot decide has
 * no finding.
 */
export function runCheck(
  check: Check,
  work: () => Promise<Finding | undefined> | Finding | undefined,
  limits: Limits,
): Ran | Promise<Ran> {
  const began = performance.now();
  try {
    const found = work();
    if (found instanceof Promise) return inTime(check, found, began, limits);
    return ended(check, began, limits, found);
  } catch (error) {
    return ended(check, began, limits, undefined, error as Error);
  }
}

async function inTime(check: Check, work: Promise<Finding | undefined>, began: number, limits: Limits): Promise<Ran> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), limits.withinMs);
  });
  try {
    return ended(check, began, limits, await Promise.race([work, late]));
  } catch (error) {
    return ended(check, began, limits, undefined, error as Error);
  } finally {
    clearTimeout(timer);
  }
}

function ended(check: Check, began: number, { metrics }: Limits, finding: Finding | undefined, error?: Error): Ran {
  const seconds = (performance.now() - began) / 1000;
  metrics.ran(check.name, error ? 'failed' : finding ? 'found' : 'nothing', seconds);
  return { check, finding, failed: error?.message.slice(0, 200), seconds: Math.round(seconds * 1e4) / 1e4 };
}
