-- Mail that is to be sent later is counted by account, however it came (RFC 4865).
-- outside a transaction
create index concurrently if not exists accepted_mails_held on accepted_mails (account_id, release_at)
  where release_at is not null;
