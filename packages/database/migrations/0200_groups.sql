-- Groups of people with whom mailboxes are shared (docs/decisions/0155-groups.md).
create table groups (
  -- Ids of accounts never get so high, so the id of a grantee says whether it is an account or a group.
  id bigint generated always as identity (start with 1000000000000 minvalue 1000000000000) primary key,
  address text not null unique, -- its name in the form of an address; only an alias brings mail there
  domain text not null references domains (name),
  display_name text not null default '',
  created_at timestamptz not null default now()
);
create index groups_by_domain on groups (domain, address);

create table group_members (
  group_id bigint not null references groups (id) on delete cascade,
  account_id bigint not null references accounts (id) on delete cascade,
  primary key (group_id, account_id)
);
create index group_members_by_account on group_members (account_id, group_id);

-- For an account with rights from a group: the rights that it was given itself, '' for none. Null: all its rights are its own.
alter table mailbox_shares add column given_rights text;
