-- Certificates that an authority gives us (docs/decisions/0186-acme.md).

-- Who we are to an authority.
create table acme_accounts (
  directory_url text primary key,
  sealed_key bytea not null, -- AES-256-GCM under CERTIFICATE_SECRET
  created_at timestamptz not null default now()
);

create table certificates (
  name text primary key, -- of a server, in A-labels and lower case
  by_operator boolean not null, -- or by the settings
  chain text, -- PEM; null: there is none yet
  sealed_key bytea,
  issued_at timestamptz,
  ends_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  leased_until timestamptz not null default '-infinity', -- while one orders it
  failures integer not null default 0, -- since the last that went well
  failure text -- why, the last time
);

-- What the authority asks for by HTTP while it is ordered from (RFC 8555 8.3).
create table acme_challenges (
  token text primary key,
  key_authorization text not null,
  ends_at timestamptz not null
);
