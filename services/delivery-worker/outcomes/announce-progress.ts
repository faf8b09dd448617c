import type { MailboxStore } from '@postroom/mailbox';

/** Announces to the sessions of these accounts that the state of mail they sent has changed. */
export function announceProgress(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
