-- Mail in quarantine of one account by age.
-- outside a transaction
create index concurrently if not exists deliveries_quarantined_by_account on deliveries (account_id, id)
  where state = 'quarantined';
