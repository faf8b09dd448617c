import { ALL_RIGHTS, MailError, type Rights } from '@postroom/types';

/** The account that reads with a \Seen of its own (docs/decisions/0156-seen-of-ones-own.md); undefined: with the \Seen of the mailbox's owner. */
export type Reader = number | undefined;

/** A mailbox, and what the holder of this reference may do with it. `accountId` is the account that owns the mailbox and its rows. */
export interface MailboxRef {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly rights: Rights;
  /** Whose own \Seen is read and written through this reference. */
  readonly reader?: Reader;
}

/** Returns a reference to a mailbox with the rights of its owner. */
export function ownMailbox(accountId: number, mailboxId: number): MailboxRef {
  return { accountId, mailboxId, rights: ALL_RIGHTS };
}

/** Checks that both mailboxes are of one account, because a message and all its entries belong to one account. Throws cannot. */
export function requireOneAccount(from: MailboxRef, to: MailboxRef): void {
  if (from.accountId !== to.accountId) throw new MailError('cannot', 'The mailboxes belong to different accounts');
}
