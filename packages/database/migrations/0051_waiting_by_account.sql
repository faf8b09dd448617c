-- What waits to be filed into one account: it counts for the account's quota before more is accepted.
-- outside a transaction
create index concurrently if not exists deliveries_waiting_by_account on deliveries (account_id, mail_id)
  where state = 'queued' and account_id is not null;
