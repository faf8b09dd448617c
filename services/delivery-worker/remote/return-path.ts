import type { Pool } from '@postroom/database';
import { domainKey, oursAmong } from '@postroom/directory';
import type { ReturnPaths } from '@postroom/sender-auth/srs';
import { Counter, type Metrics } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import { keepForwardedSender, type RemoteDelivery } from '@postroom/transit';
import { passedOnBy } from './signing/sealing.ts';

/** The properties of a delivery that decide on its reverse-path. */
type PassedOnMail = Pick<RemoteDelivery, 'source' | 'reversePath' | 'forwardedBy' | 'originalRecipient'>;

/** Returns the reverse-path to send a mail with: the SPF record of the original sender's domain does not include us (RFC 7208 9.1). */
export type ReversePathOf = (mail: PassedOnMail) => Promise<string>;

type Count = (result: 'rewritten' | 'kept' | 'left') => void;

export function createReturnPathMetrics(metrics: Metrics): Count {
  const mails = new Counter({
    name: 'postroom_srs_mails_total',
    help: 'Forwarded messages from other servers, by reverse-path: rewritten, kept (too long, so the database keeps the sender), left unchanged',
    labelNames: ['result'],
    registers: [metrics],
  });
  return (result) => mails.inc({ result });
}

export const asItCame: ReversePathOf = async ({ reversePath }) => reversePath;

/**
 * Rewrites the reverse-path of mail from elsewhere that accounts and aliases pass on, to an address in their domain. Rejects when the
 * database is away.
 */
export function rewriteReversePaths(pool: Pool, paths: ReturnPaths, count: Count): ReversePathOf {
  return async (mail) => {
    const { source, reversePath } = mail;
    if (source !== 'mx' || reversePath === '') return reversePath;
    const by = domainKey(passedOnBy(mail));
    const from = domainKey(reversePath.slice(reversePath.lastIndexOf('@') + 1));
    const ours = await oursAmong(
      pool,
      [by, from].filter((name) => name !== null),
    );
    // Unchanged for our own addresses: reports to them come here anyway, and our SPF record includes us.
    if (by === null || !ours.includes(by) || (from !== null && ours.includes(from))) return reversePath;
    const rewritten = paths.rewritten(reversePath, normaliseDomain(by) ?? by, new Date());
    const isReady = rewritten?.keep ? await keepForwardedSender(pool, rewritten.keep.key, reversePath) : true;
    if (rewritten === null || !isReady) {
      count('left');
      return reversePath;
    }
    count(rewritten.keep ? 'kept' : 'rewritten');
    return rewritten.address;
  };
}
