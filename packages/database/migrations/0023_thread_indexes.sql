-- Indexes for threads and changes, and for what maintenance still has to do.
-- outside a transaction
-- background: thread-messages, describe-messages
create index concurrently if not exists messages_by_thread on messages (account_id, thread_id) where thread_id is not null;
create index concurrently if not exists messages_without_thread on messages (account_id, id) where thread_id is null;
create index concurrently if not exists messages_not_described on messages (account_id, id) where described_by is null;

-- A page of changes can begin anywhere in this index; for one mailbox it is as good as the previous index.
create index concurrently if not exists mailbox_entries_by_change on mailbox_entries (account_id, modseq, mailbox_id, uid);
drop index concurrently if exists mailbox_entries_by_modseq;
