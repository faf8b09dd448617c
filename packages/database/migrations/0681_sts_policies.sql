-- MTA-STS policies of other domains (RFC 8461) while they are valid, so that a restart does not forget them.
create table sts_policies (
  domain text primary key, -- in A-labels
  policy_id text not null, -- of its TXT record
  mode text not null,
  mx text[] not null,
  max_age integer not null, -- seconds
  ends_at timestamptz not null,
  ask_at timestamptz not null, -- when to ask for the next one, before this one ends
  used_at timestamptz not null default now() -- to the day
);
create index sts_policies_by_ask on sts_policies (ask_at);
create index sts_policies_by_end on sts_policies (ends_at);
