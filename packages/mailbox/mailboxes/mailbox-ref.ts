import { ALL_RIGHTS, MailError, type Rights } from '@postroom/types';

/** The account that reads with a \Seen of its own (docs/decisions/0156-seen-of-ones-own.md); undefined: with that of the mailbox's owner. */
export type Reader = number | undefined;

/** A mailbox, and what whoever holds this may do with it. The account is the one that owns it and has its rows. */
export interface MailboxRef {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly rights: Rights;
  /** Who has a \Seen of his own in it, of all that is read and written by this. */
  readonly reader?: Reader;
}

/** A mailbox in its owner's hands. */
export function ownMailbox(accountId: number, mailboxId: number): MailboxRef {
  return { accountId, mailboxId, rights: ALL_RIGHTS };
}

/** Throws cannot: a message belongs to one account, and its entries refer to it there. */
export function requireOneAccount(from: MailboxRef, to: MailboxRef): void {
  if (from.accountId !== to.accountId) throw new MailError('cannot', 'The mailboxes belong to different accounts');
}
