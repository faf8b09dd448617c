-- The emails of an account in the orders that need only its messages, and the entries that are not just read (docs/decisions/0151).
-- outside a transaction
create index concurrently if not exists messages_by_sent on messages (account_id, sent_at, id desc);
create index concurrently if not exists messages_by_from on messages (account_id, ltrim(left(search_from, 100), '<') collate "C", id desc);
create index concurrently if not exists messages_by_to on messages (account_id, ltrim(left(search_to, 100), '<') collate "C", id desc);
create index concurrently if not exists messages_by_subject on messages (account_id, base_subject(search_subject) collate "C", id desc);
-- The number lets the planner tell them from other indexes, whatever its statistics. Keywords may be too long for an index.
create index concurrently if not exists mailbox_entries_marked on mailbox_entries
  (account_id, ((flags & 23 <> 1)::int), message_id) include (flags) where flags & 23 <> 1;
create index concurrently if not exists mailbox_entries_with_keywords on mailbox_entries
  (account_id, ((keywords <> '{}')::int), message_id) where keywords <> '{}';
