export { accountUsage } from './account/account-state.ts';
export { removeAccountData } from './account/remove-account.ts';
export * from './changes/changes.ts';
export type { Changes } from './changes/changes-page.ts';
export { emailChanges } from './changes/email-changes.ts';
export { type Expunged, expungedSince } from './changes/expunged.ts';
export { type MailboxesChanges, mailboxChanges } from './changes/mailbox-changes.ts';
export { changesState } from './changes/snapshot.ts';
export { deliveryState } from './changes/state.ts';
export { threadChanges } from './changes/thread-changes.ts';
export { trimTombstones } from './changes/tombstones.ts';
export { changeEmails, type EmailChanges } from './emails/change-emails.ts';
export type { EmailChange, SetChange } from './emails/email-change.ts';
export { MAX_MAILBOXES_PER_EMAIL } from './emails/plan-changes.ts';
export { readSnoozes, type Snooze, type StoredSnooze } from './emails/snooze.ts';
export { storedKeywords } from './emails/system-keywords.ts';
export { wakeEmails } from './emails/wake-emails.ts';
export type { CopiedMessages } from './entries/copied-entries.ts';
export { copyMessages } from './entries/copy.ts';
export { copyAcross, moveAcross } from './entries/copy-across.ts';
export * from './entries/expunge.ts';
export { distinctKeywords } from './entries/keywords.ts';
export { moveMessages } from './entries/move.ts';
export * from './entries/store-flags.ts';
export { createFilter, type Filter } from './learning/filter.ts';
export { type LearnOptions, learnFromMoves } from './learning/learn.ts';
export { changeMailbox, type MailboxChange } from './mailboxes/change-mailbox.ts';
export type { ThreadCounts } from './mailboxes/count-threads.ts';
export { createMailbox, provisionAccount } from './mailboxes/create-mailbox.ts';
export * from './mailboxes/delete-mailbox.ts';
export * from './mailboxes/mailbox-names.ts';
export { type MailboxRef, ownMailbox } from './mailboxes/mailbox-ref.ts';
export {
  findMailbox,
  listMailboxes,
  type Mailbox,
  mailboxById,
  subscribe,
  subscriptions,
  unsubscribe,
} from './mailboxes/mailboxes.ts';
export * from './mailboxes/open-mailbox.ts';
export { type CountedMailbox, readMailboxes } from './mailboxes/read-mailboxes.ts';
export { claimRecent } from './mailboxes/recent.ts';
export * from './mailboxes/rename-mailbox.ts';
export { requireRights, type Settable, settable } from './mailboxes/rights.ts';
export { deletedBytes, recentCounts } from './mailboxes/status-counts.ts';
export { ThreadCountCache } from './mailboxes/thread-count-cache.ts';
export * from './messages/append.ts';
export { ArrivingFacts } from './messages/arriving-facts.ts';
export { packFacts, unpackFacts } from './messages/carried-facts.ts';
export { describeBlob } from './messages/describe-blob.ts';
export { describeOldMessages } from './messages/describe-old-messages.ts';
export { factsOf } from './messages/facts-of.ts';
export * from './messages/file-messages.ts';
export * from './messages/filing-item.ts';
export { findByMessageId } from './messages/find-by-message-id.ts';
export * from './messages/message-facts.ts';
export { type ReceivedMessage, receiveMessage } from './messages/receive-message.ts';
export { threadOldEntries } from './messages/threads/thread-old-entries.ts';
export { threadOldMessages } from './messages/threads/thread-old-messages.ts';
export { turn } from './messages/turns.ts';
export { MESSAGE_USES_BLOB } from './messages/uses-blob.ts';
export type { EmailComparator, EmailFilter, EmailTest, KeywordScope } from './query/email-filter.ts';
export { type EmailQuery, type FoundEmails, queryEmails } from './query/query-emails.ts';
export { readThreads, threadsOfEmails } from './query/threads.ts';
export { TotalCache } from './query/total-cache.ts';
export { SMALL_MESSAGE } from './read/columns.ts';
export { type Email, type EmailFields, readEmails } from './read/emails.ts';
export { emailsOfBlobs } from './read/emails-of-blobs.ts';
export * from './read/entries.ts';
export { EnvelopeCache } from './read/envelope-cache.ts';
export { type LargestMessage, largestMessages } from './read/largest-messages.ts';
export * from './read/packed-entries.ts';
export * from './read/packed-entry.ts';
export * from './read/raw-messages.ts';
export { ReadAheadBudget, type ReadAheadLease } from './read/read-ahead-budget.ts';
export { Breath } from './search/breath.ts';
export { findUids, type Looking } from './search/find-uids.ts';
export { FoundBits } from './search/found-bits.ts';
export { HeaderScan } from './search/header-scan.ts';
export * from './search/search.ts';
export { SearchTurns } from './search/search-turns.ts';
export type { SortCriterion, SortKey } from './search/sort-keys.ts';
export { type SubjectThreads, sortUids, threadsBySubject } from './search/sort-uids.ts';
export type { Candidates } from './search/text-index/candidates.ts';
export { dropThinSegments } from './search/text-index/drop-thin-segments.ts';
export { indexMessages } from './search/text-index/index-messages-job.ts';
export type { TextPlace } from './search/text-question.ts';
export { TextScan } from './search/text-scan.ts';
export { readThreadFacts, type ThreadFacts } from './search/thread-facts.ts';
export * from './sharing/bounds.ts';
export type { Grants } from './sharing/grant.ts';
export { dropGroupShares, followMembers } from './sharing/group-shares.ts';
export { isSeen, type MailView, ownMail, type Share, seenMailbox } from './sharing/mail-view.ts';
export { ownUnseenCounts, type SharedSeen } from './sharing/own-seen.ts';
export type { ChangedGrant } from './sharing/settle.ts';
export { notifyOthers, shareMailbox } from './sharing/share-mailbox.ts';
export {
  findSharedMailbox,
  listSharedMailboxes,
  rightsNow,
  type SharedMailbox,
} from './sharing/shared-mailboxes.ts';
export * from './sharing/shares.ts';
export * from './store.ts';
