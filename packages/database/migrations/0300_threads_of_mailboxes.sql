-- The threads of a mailbox in order, so that they are counted without being sorted (docs/decisions/0220). What is \Deleted is left out in words
-- of its own: no other statement takes this index.
-- outside a transaction
create index concurrently if not exists mailbox_entries_by_thread on mailbox_entries
  (account_id, mailbox_id, thread_id) where flags >> 3 & 1 = 0;
