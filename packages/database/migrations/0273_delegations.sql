-- Who may send with the address of somebody else (docs/decisions/0189-delegated-addresses.md).
create table delegations (
  id bigint generated always as identity primary key,
  address text not null, -- of an account or an alias
  -- The owner of the address: the delegation ends with the owner, so that the next owner does not inherit it.
  owner_id bigint references accounts (id) on delete cascade,
  alias text references aliases (address) on delete cascade,
  delegate_id bigint references accounts (id) on delete cascade,
  group_id bigint references groups (id) on delete cascade,
  mode text not null check (mode in ('send-as', 'send-on-behalf')),
  created_at timestamptz not null default now(),
  check ((owner_id is null) <> (alias is null)),
  check ((delegate_id is null) <> (group_id is null)),
  unique nulls not distinct (address, delegate_id, group_id)
);
create index delegations_by_delegate on delegations (delegate_id);
create index delegations_by_group on delegations (group_id);
create index delegations_by_owner on delegations (owner_id);
create index delegations_by_alias on delegations (alias);

-- Set for an identity that its account has by a delegation, for as long as that lasts.
alter table identities add column delegated boolean not null default false;
