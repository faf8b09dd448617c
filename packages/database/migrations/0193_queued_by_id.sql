-- The queue in the order in which an operator sees it (docs/decisions/0153).
-- outside a transaction
create index concurrently if not exists deliveries_queued on deliveries (id) where state = 'queued';
