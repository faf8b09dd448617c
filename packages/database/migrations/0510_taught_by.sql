-- Nobody alone decides for all others what is spam (docs/decisions/0400-what-one-account-teaches.md).

-- Of what all learned: the one account that said it so far; null: several did, or nobody knows. Of an account's own: null.
alter table filter_tokens add column taught_by bigint;
-- Of the lessons that were counted for all: how many more were spam than good.
alter table filter_states add column shared_balance integer not null default 0;
