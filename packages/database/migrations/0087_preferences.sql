-- What somebody chose in a program and wants to find on every device; programs name and read it.
alter table accounts add column preferences jsonb not null default '{}';
