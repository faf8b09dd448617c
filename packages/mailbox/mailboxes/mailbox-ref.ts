import { ALL_RIGHTS, MailError, type Rights } from '@postroom/types';

/** A mailbox, and what whoever holds this may do with it. The account is the one that owns it and has its rows. */
export interface MailboxRef {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly rights: Rights;
}

/** A mailbox in its owner's hands. */
export function ownMailbox(accountId: number, mailboxId: number): MailboxRef {
  return { accountId, mailboxId, rights: ALL_RIGHTS };
}

/** Throws cannot: a message belongs to one account, and its entries refer to it there. */
export function requireOneAccount(from: MailboxRef, to: MailboxRef): void {
  if (from.accountId !== to.accountId) throw new MailError('cannot', 'The mailboxes belong to different accounts');
}
