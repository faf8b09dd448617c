-- Settings of mail programs that a person finds on every device; the programs name them.
alter table accounts add column preferences jsonb not null default '{}';
