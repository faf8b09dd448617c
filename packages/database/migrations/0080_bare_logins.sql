-- Accounts are found by what stands before the @, for those who log in with that alone.
-- outside a transaction
create index concurrently if not exists accounts_by_local_part on accounts (left(address, -1 - length(domain)));
