-- Whether an alias leads to an address: a name to which mail of others leads is not given to whoever joins.
-- outside a transaction
create index concurrently if not exists aliases_by_target on aliases using gin (targets);
