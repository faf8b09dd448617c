-- No single account decides for all others what is spam (docs/decisions/0400-what-one-account-teaches.md).

-- For what all have learned: the only account so far that taught it; null: several did, or it is unknown. For an account's own: null.
alter table filter_tokens add column taught_by bigint;
-- Of the lessons that count for all: how many more are spam than good.
alter table filter_states add column shared_balance integer not null default 0;
