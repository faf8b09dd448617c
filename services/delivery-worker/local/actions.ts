import type { Forwarding } from '@postroom/directory';
import type { FilingPlace } from '@postroom/mailbox';
import type { LocalDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { wasForwardedBy } from './delivered-to.ts';

/** What is done with a mail for one account, by the words of RFC 5228 4. */
export type Action =
  /** 4.3, and 4.1 fileinto: the mailbox is named. */
  | ({ kind: 'keep' } & Omit<FilingPlace, 'mailbox'>)
  | ({ kind: 'fileinto' } & FilingPlace)
  /** 4.2: a new delivery of the same message. */
  | { kind: 'redirect'; to: string };

export const KEEP: Action = { kind: 'keep', flags: 0, keywords: [] };

/**
 * Decides what is done with a mail; no action at all discards it (RFC 5228 4.4). What scanners take for spam is not sent on, and
 * neither is what the account sent on before: then it would go round.
 */
export function decideActions(
  { spam, forwardedBy }: Pick<LocalDelivery, 'spam' | 'forwardedBy'>,
  { spamMailbox }: Pick<WorkerContext, 'spamMailbox'>,
  forwarding: (Forwarding & { address: string }) | undefined,
  header: Buffer,
): Action[] {
  if (spam) {
    // RFC 9051 2.3.2: a delivery agent may say so on behalf of the user.
    const has = { flags: 0, keywords: ['$Junk'] };
    return spamMailbox === 'junk'
      ? [{ kind: 'fileinto', mailbox: { specialUse: '\\Junk' }, ...has }]
      : [{ kind: 'keep', ...has }];
  }
  if (!forwarding || wasForwardedBy(forwarding.address, forwardedBy, header)) return [KEEP];
  const redirects = forwarding.targets.map((to): Action => ({ kind: 'redirect', to }));
  return forwarding.keep ? [KEEP, ...redirects] : redirects;
}
