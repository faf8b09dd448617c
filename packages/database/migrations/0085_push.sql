-- Subscriptions to changes by a push service (docs/decisions/0056-push.md).

-- RFC 8620 7.2.
create table push_subscriptions (
  account_id bigint not null,
  id text not null, -- as JMAP has it
  credentials text not null, -- of the login that made it, with which it ends
  session_id bigint, -- and with its session
  device_client_id text not null,
  url text not null,
  p256dh bytea, -- RFC 8291
  auth bytea,
  types text[], -- null: all
  expires_at timestamptz not null,
  verification_code text not null,
  is_code_sent boolean not null default false,
  is_verified boolean not null default false,
  pushed_state text, -- the last state that was sent, of the account's mail and of what it sends
  attempts int not null default 0, -- failed attempts in a row
  next_attempt_at timestamptz not null default now(), -- in the future while an attempt runs
  primary key (account_id, id)
);
create index push_subscriptions_due on push_subscriptions (next_attempt_at);

-- The key pair by which push services know this platform (RFC 8292), made once.
create table push_keys (
  name text primary key,
  private_key bytea not null
);
