-- Groups of people, to whom mailboxes are shared at once (docs/decisions/0155-groups.md).
create table groups (
  -- Accounts never get so far: a number says which of both it is, wherever one who may use a mailbox stands.
  id bigint generated always as identity (start with 1000000000000 minvalue 1000000000000) primary key,
  address text not null unique, -- its name, written as an address; mail goes there only by an alias
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

-- Of an account that has rights by a group: those that it was given itself, '' for none. Null: rights are all its own.
alter table mailbox_shares add column given_rights text;
