-- Mail that waits to be filed for an account: it counts for the quota before more is accepted.
-- outside a transaction
create index concurrently if not exists deliveries_waiting_by_account on deliveries (account_id, mail_id)
  where state = 'queued' and account_id is not null;
