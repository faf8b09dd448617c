-- The entries of a mailbox by date, with all columns that a list needs; and the entries whose thread is known only to their message.
-- outside a transaction
-- background: entry-threads
create index concurrently if not exists mailbox_entries_by_date on mailbox_entries
  (account_id, mailbox_id, internal_date, message_id) include (thread_id) where flags & 8 = 0;
create index concurrently if not exists mailbox_entries_without_thread on mailbox_entries
  (account_id, mailbox_id, uid) where thread_id is null;
