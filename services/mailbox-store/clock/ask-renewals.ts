import { renewalInfo, renewalWithin } from '@postroom/acme';
import type { Pool } from '@postroom/database';
import { keepRenewal, takeToAsk } from '@postroom/directory';
import type { Logger } from '@postroom/service';

/** The most certificates asked for in one turn. */
const MAX_ASKED = 20;
const HOUR = 3_600_000;

export interface AskRenewals {
  readonly pool: Pool;
  readonly directoryUrl: string;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Asks the authority when certificates should be renewed (RFC 9773): earlier than planned if it is going to revoke them, or at a quieter
 * time. If it does not answer or has no suggestion, it is asked again later, and the plan stays.
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
        log.info(
          { name, renewal: renewAt, why: info.explanation },
          'the certificate authority asks for an earlier renewal',
        );
    } catch (error) {
      if (!signal.aborted)
        log.debug({ name, reason: (error as Error).message }, 'the certificate authority did not answer when to renew');
    }
  }
}
