-- Finds accounts with changes in Junk without reading their other mailboxes.
-- outside a transaction
create index concurrently mailboxes_junk on mailboxes (account_id) where special_use = '\Junk';
