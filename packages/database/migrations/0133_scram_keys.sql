-- What SCRAM-SHA-256 (RFC 5802, 7677) is checked against, made of a password that was proved. Of another password they are worth nothing.
create table scram_keys (
  account_id bigint primary key references accounts (id) on delete cascade,
  credentials text not null, -- which password they are of: md5 of its hash
  salt bytea not null,
  iterations integer not null,
  stored_key bytea not null,
  server_key bytea not null
);
