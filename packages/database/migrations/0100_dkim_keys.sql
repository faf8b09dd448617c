-- Keys with which mail of our domains is signed (docs/decisions/0071-dkim-keys.md).

create table dkim_keys (
  domain text not null references domains (name) on delete cascade,
  selector text not null,
  algorithm text not null check (algorithm in ('rsa-sha256', 'ed25519-sha256')),
  public_key text not null, -- p= of its record
  sealed_key bytea not null, -- AES-256-GCM under DKIM_SECRET
  created_at timestamptz not null default now(),
  checked_at timestamptz not null default '-infinity', -- when its record was last looked up
  signs_at timestamptz, -- since when it signs; null: it waits for its record
  replaced_at timestamptz, -- since when another key signs
  primary key (domain, selector)
);
create index dkim_keys_waiting on dkim_keys (checked_at) where signs_at is null;
create index dkim_keys_replaced on dkim_keys (replaced_at) where replaced_at is not null;
