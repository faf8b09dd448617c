-- What accounts of ours may send (docs/decisions/0111-sending-limits.md).

-- Limits that replace those of the platform: of one account, or of all accounts of a domain together. Null: the platform's limit (for a
-- domain: no limit).
create table sending_limits (
  domain text references domains (name) on delete cascade,
  account_id bigint references accounts (id) on delete cascade,
  messages_per_hour integer,
  messages_per_day integer,
  recipients_per_hour integer,
  recipients_per_day integer,
  check ((domain is null) <> (account_id is null)),
  unique nulls not distinct (domain, account_id)
);
create index sending_limits_of_accounts on sending_limits (account_id) where account_id is not null;

-- Accounts that sent like a robot. They send nothing until the operator releases them.
create table sending_holds (
  account_id bigint primary key references accounts (id) on delete cascade,
  held_at timestamptz not null default now(),
  reason text not null
);
