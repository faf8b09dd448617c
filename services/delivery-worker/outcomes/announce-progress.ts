import type { MailboxStore } from '@postroom/mailbox';

/** Tells who watches these accounts that something became of what they sent. */
export function announceProgress(store: Pick<MailboxStore, 'announce'>, accountIds: readonly number[]): void {
  for (const accountId of accountIds) store.announce({ accountId, modseq: 0, mailboxIds: [] });
}
