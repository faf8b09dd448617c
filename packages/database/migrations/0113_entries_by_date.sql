-- What is in a mailbox in the order in which it came, with all that a list of it needs; and entries whose thread only their message knows.
-- outside a transaction
-- background: entry-threads
create index concurrently if not exists mailbox_entries_by_date on mailbox_entries
  (account_id, mailbox_id, internal_date, message_id) include (thread_id) where flags & 8 = 0;
create index concurrently if not exists mailbox_entries_without_thread on mailbox_entries
  (account_id, mailbox_id, uid) where thread_id is null;
