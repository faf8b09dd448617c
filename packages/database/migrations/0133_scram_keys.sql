-- The keys that SCRAM-SHA-256 (RFC 5802, 7677) is checked against, made from a password that was proved. After a change of the password
-- they are void.
create table scram_keys (
  account_id bigint primary key references accounts (id) on delete cascade,
  credentials text not null, -- the password they were made from: md5 of its hash
  salt bytea not null,
  iterations integer not null,
  stored_key bytea not null,
  server_key bytea not null
);
