-- Mail in quarantine by age.
-- outside a transaction
create index concurrently if not exists deliveries_quarantined on deliveries (id) where state = 'quarantined';
