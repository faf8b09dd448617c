import type { Forwarding } from '@postroom/directory';
import type { FilingPlace } from '@postroom/mailbox';
import type { LocalDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { wasForwardedBy } from './delivered-to.ts';

/** An action on a mail for one account, in the terms of RFC 5228 4. */
export type Action =
  /** 4.3 keep, and 4.1 fileinto, which names the mailbox. */
  | ({ kind: 'keep' } & Omit<FilingPlace, 'mailbox'>)
  | ({ kind: 'fileinto' } & FilingPlace)
  /** 4.2: a new delivery of the same message. */
  | { kind: 'redirect'; to: string };

export const KEEP: Action = { kind: 'keep', flags: 0, keywords: [] };

/**
 * Decides what is done with a mail; no action at all discards it (RFC 5228 4.4). Mail marked as spam is not forwarded, and neither is mail
 * that the account has forwarded before, which would go round in a circle.
 */
export function decideActions(
  { spam, forwardedBy }: Pick<LocalDelivery, 'spam' | 'forwardedBy'>,
  { spamMailbox }: Pick<WorkerContext, 'spamMailbox'>,
  forwarding: (Forwarding & { address: string }) | undefined,
  header: Buffer,
): Action[] {
  if (spam) {
    // RFC 9051 2.3.2: a delivery agent may set $Junk on behalf of the user.
    const has = { flags: 0, keywords: ['$Junk'] };
    return spamMailbox === 'junk'
      ? [{ kind: 'fileinto', mailbox: { specialUse: '\\Junk' }, ...has }]
      : [{ kind: 'keep', ...has }];
  }
  if (!forwarding || wasForwardedBy(forwarding.address, forwardedBy, header)) return [KEEP];
  const redirects = forwarding.targets.map((to): Action => ({ kind: 'redirect', to }));
  return forwarding.keep ? [KEEP, ...redirects] : redirects;
}
