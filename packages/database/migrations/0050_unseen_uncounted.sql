-- Unread drafts, and unread messages that are marked \Deleted. They are few. A mailbox counts them as unseen, JMAP does not.
-- outside a transaction
create index concurrently if not exists mailbox_entries_unseen_uncounted on mailbox_entries (account_id, mailbox_id)
  where flags & 1 = 0 and flags & 24 <> 0;
