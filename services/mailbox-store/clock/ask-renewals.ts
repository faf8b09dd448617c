import { renewalInfo, renewalWithin } from '@postroom/acme';
import type { Pool } from '@postroom/database';
import { keepRenewal, takeToAsk } from '@postroom/directory';
import type { Logger } from '@postroom/service';

/** Certificates of one turn. */
const MAX_ASKED = 20;
const HOUR = 3_600_000;

export interface AskRenewals {
  readonly pool: Pool;
  readonly directoryUrl: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Asks the authority when certificates are to be renewed (RFC 9773): sooner than planned where it is going to revoke them, or at a quieter
 * time. One that does not answer, or has nothing to say, is asked later, and all goes as planned.
 */
export async function askRenewals({ pool, directoryUrl, signal, log }: AskRenewals): Promise<void> {
  for (let asked = 0; asked < MAX_ASKED && !signal.aborted; asked++) {
    const certificate = await takeToAsk(pool);
    if (!certificate) return;
    const { name, chain, nextAttemptAt: planned } = certificate;
    try {
      const info = await renewalInfo(directoryUrl, chain, signal);
      const renewAt = info ? renewalWithin(info, planned) : planned;
      await keepRenewal(pool, certificate, { renewAt, askAgainMs: info?.askAgainMs ?? 24 * HOUR });
      if (info && renewAt < planned)
        log.info({ name, renewal: renewAt, why: info.explanation }, 'the authority wants a certificate renewed sooner');
    } catch (error) {
      if (!signal.aborted) log.debug({ name, reason: (error as Error).message }, 'no answer when to renew');
    }
  }
}
