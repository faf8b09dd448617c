-- Accounts in whose Junk something happened are found without looking at their other mailboxes.
-- outside a transaction
create index concurrently mailboxes_junk on mailboxes (account_id) where special_use = '\Junk';
