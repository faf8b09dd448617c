import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteContext } from '../context.ts';
import type { StsPolicies } from './sts-policies.ts';

const EVERY_MS = 60_000;

/**
 * Renews MTA-STS policies of other domains before they expire. All workers do this, but each domain is given to only one. Disposing does not
 * wait for running requests: those domains are asked again in an hour.
 */
export function renewPolicies(sts: Pick<StsPolicies, 'renewDue'>, log: Pick<RemoteContext['log'], 'warn'>): Disposable {
  const stopped = new AbortController();

  async function look(): Promise<void> {
    while (!stopped.signal.aborted) {
      const asked = await sts.renewDue().catch((err: unknown) => {
        if (!stopped.signal.aborted) log.warn({ err }, 'MTA-STS policies of other domains cannot be renewed');
        return 0;
      });
      if (asked === 0) await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  void look();
  return { [Symbol.dispose]: () => stopped.abort() };
}
