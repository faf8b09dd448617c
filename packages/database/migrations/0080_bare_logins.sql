-- Finds accounts by the local part, for people who log in with it alone.
-- outside a transaction
create index concurrently if not exists accounts_by_local_part on accounts (left(address, -1 - length(domain)));
