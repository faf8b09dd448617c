-- The threads of a mailbox in order, so that they are counted without a sort (docs/decisions/0220). The condition on \Deleted is written in
-- a form of its own, so that no other statement uses this index.
-- outside a transaction
create index concurrently if not exists mailbox_entries_by_thread on mailbox_entries
  (account_id, mailbox_id, thread_id) where flags >> 3 & 1 = 0;
