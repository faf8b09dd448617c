-- Certificates from an authority (docs/decisions/0186-acme.md).

-- Our account with an authority.
create table acme_accounts (
  directory_url text primary key,
  sealed_key bytea not null, -- AES-256-GCM under CERTIFICATE_SECRET
  created_at timestamptz not null default now()
);

create table certificates (
  name text primary key, -- of a server, in A-labels and lower case
  by_operator boolean not null, -- false: by the settings
  chain text, -- PEM; null: there is none yet
  sealed_key bytea,
  issued_at timestamptz,
  ends_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  leased_until timestamptz not null default '-infinity', -- while a process orders it
  failures integer not null default 0, -- since the last success
  failure text -- the last reason
);

-- What the authority requests by HTTP during an order (RFC 8555 8.3).
create table acme_challenges (
  token text primary key,
  key_authorization text not null,
  ends_at timestamptz not null
);
