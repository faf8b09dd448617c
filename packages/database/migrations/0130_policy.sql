-- How incoming mail is judged, beside the settings of the platform (docs/decisions/0090-verdicts.md).

-- Senders that are always or never accepted, for the platform (neither is set), a domain of ours, or an account.
create table sender_rules (
  id bigint generated always as identity primary key,
  domain text references domains (name) on delete cascade,
  account_id bigint references accounts (id) on delete cascade,
  rule text not null check (rule in ('always', 'never')),
  pattern text not null, -- an address or a domain, with *; or an IP address or range
  created_at timestamptz not null default now(),
  check (domain is null or account_id is null),
  unique nulls not distinct (domain, account_id, pattern)
);

create index sender_rules_of_accounts on sender_rules (account_id) where account_id is not null;

-- Thresholds of a domain or an account, and its rules for single checks.
create table policy_settings (
  domain text references domains (name) on delete cascade,
  account_id bigint references accounts (id) on delete cascade,
  junk_points real,
  reject_points real,
  checks jsonb not null default '{}', -- {"links": "off", "helo": "3"}
  check ((domain is null) <> (account_id is null)),
  unique nulls not distinct (domain, account_id)
);

create index policy_settings_of_accounts on policy_settings (account_id) where account_id is not null;

-- The decision for this recipient; null: that of the mail.
alter table deliveries add column junk boolean;
