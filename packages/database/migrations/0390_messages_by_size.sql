-- Emails by size (docs/decisions/0311).
-- outside a transaction
create index concurrently if not exists messages_by_size on messages (account_id, size, id desc);
