-- The thread of an entry's message is also in the entry, so that a list of threads is read from entries alone (docs/decisions/0082).
alter table mailbox_entries add column thread_id bigint; -- null: only the message knows
