import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteContext } from '../context.ts';
import type { StsPolicies } from './sts-policies.ts';

const EVERY_MS = 60_000;

/** Has policies of other domains (MTA-STS) renewed before they end. Each worker does; each domain is given to one. */
export function renewPolicies(
  sts: Pick<StsPolicies, 'renewDue'>,
  log: Pick<RemoteContext['log'], 'warn'>,
): AsyncDisposable {
  const stopped = new AbortController();

  async function look(): Promise<void> {
    while (!stopped.signal.aborted) {
      const asked = await sts.renewDue().catch((err: unknown) => {
        log.warn({ err }, 'MTA-STS policies of other domains cannot be renewed');
        return 0;
      });
      if (asked === 0) await sleep(EVERY_MS, undefined, { signal: stopped.signal }).catch(() => {});
    }
  }

  const running = look();
  return {
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
    },
  };
}
