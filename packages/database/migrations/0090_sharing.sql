-- Mailboxes that others may use (docs/decisions/0060-shared-mailboxes.md).
create table mailbox_shares (
  account_id bigint not null, -- whose mailbox it is
  mailbox_id bigint not null,
  grantee_id bigint not null, -- the account that may use it
  rights text not null, -- letters of RFC 4314 2.1 in the order of the alphabet; 0: it may be renamed
  is_subscribed boolean not null default true, -- by the grantee
  primary key (account_id, mailbox_id, grantee_id)
);
create index mailbox_shares_by_grantee on mailbox_shares (grantee_id, account_id, mailbox_id);

-- The state of each account whose mailboxes this account may use: its changes, and a mark that is new whenever the rights change.
create function shared_states(viewer bigint) returns text language sql stable as $$
  select coalesce(string_agg(format('%s=%s.%s-%s', s.account_id, a.modseq, a.next_id, s.mark), ',' order by s.account_id), '')
  from (
    select m.account_id, left(md5(string_agg(m.mailbox_id || m.rights, ',' order by m.mailbox_id)), 8) as mark
    from mailbox_shares m join accounts o on o.id = m.account_id and o.status = 'active'
    where m.grantee_id = viewer group by m.account_id
  ) s join account_state a on a.account_id = s.account_id
$$;

-- RFC 9670 3: notifications that others gave or took rights.
create table share_notifications (
  account_id bigint not null,
  id bigint not null,
  modseq bigint not null,
  created_modseq bigint not null,
  created_at timestamptz not null default now(),
  changed_by bigint not null, -- the account that did it
  changed_by_name text not null,
  changed_by_email text not null,
  object_account_id bigint not null,
  object_id bigint not null, -- of a mailbox
  name text not null, -- its name at that time
  old_rights text, -- null: none
  new_rights text,
  primary key (account_id, id)
);
select partition_by_account('share_notifications');

alter table removed_sending drop constraint removed_sending_kind_check;
alter table removed_sending add constraint removed_sending_kind_check
  check (kind in ('identity', 'submission', 'notification')) not valid;

-- added: an existing message was put into one more mailbox.
alter table message_changes drop constraint message_changes_kind_check;
alter table message_changes add constraint message_changes_kind_check
  check (kind in ('removed', 'hidden', 'shown', 'added')) not valid;
