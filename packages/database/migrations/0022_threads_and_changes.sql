-- Threads, the version of the code that described a message, and what clients need to learn of changes (docs/decisions/0024 to 0027).

alter table messages
  add column thread_id bigint, -- the id of the message that began it (RFC 8474 5.2); null: not known yet
  add column described_by smallint; -- the version of the code that read the message; null: from before it was noted

-- The thread of messages that name a message-id (RFC 8621 3).
create table thread_keys (
  account_id bigint not null,
  key uuid not null, -- hash of a message-id and of the subject without prefixes
  thread_id bigint not null,
  primary key (account_id, key)
);
create index thread_keys_by_thread on thread_keys (account_id, thread_id); -- they go with the thread's last message

-- Changes of messages that cannot be seen in the remaining rows, one row for each change.
create table message_changes (
  account_id bigint not null,
  modseq bigint not null,
  n integer not null, -- several rows of one change
  kind text not null check (kind in ('removed', 'hidden', 'shown')), -- hidden: from one mailbox; shown: no longer \Deleted
  ids bigint[] not null,
  thread_ids bigint[] not null, -- of the same messages
  changed_at timestamptz not null default now(),
  primary key (account_id, modseq, n)
);
create index message_changes_by_age on message_changes (changed_at);

create table removed_mailboxes (
  account_id bigint not null,
  modseq bigint not null,
  mailbox_id bigint not null,
  removed_at timestamptz not null default now(),
  primary key (account_id, modseq, mailbox_id)
);
create index removed_mailboxes_by_age on removed_mailboxes (removed_at);

-- When the mailbox itself changed, not its contents.
alter table mailboxes add column changed_modseq bigint not null default 1;

alter table account_state
  -- Changes after this modseq can be reported while noted_modseq equals modseq; otherwise the previous release has made changes.
  add column changes_from bigint not null default 0,
  add column noted_modseq bigint not null default 0;
