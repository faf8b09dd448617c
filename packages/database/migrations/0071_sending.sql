-- What accounts send by JMAP, their identities, and their vacation responses (docs/decisions/0045-submissions.md).

-- Each of these objects has the number of its last change. Numbers are given out in order, under the lock of this row.
create table sending_state (
  account_id bigint primary key,
  modseq bigint not null default 0,
  changes_from bigint not null default 0, -- changes after this modseq can be reported
  next_id bigint not null default 2
) with (fillfactor = 50);

-- RFC 8621 6. The identity of the account's own address has no row; its number is 1.
create table identities (
  account_id bigint not null,
  id bigint not null,
  modseq bigint not null,
  created_modseq bigint not null,
  name text not null,
  email text not null, -- as it was given
  reply_to jsonb, -- EmailAddress[]
  bcc jsonb,
  text_signature text not null,
  html_signature text not null,
  primary key (account_id, id)
);

-- RFC 8621 7.
create table email_submissions (
  account_id bigint not null,
  id bigint not null,
  modseq bigint not null,
  created_modseq bigint not null,
  mail_id uuid not null,
  identity_id bigint not null,
  email_id bigint not null,
  thread_id bigint not null,
  envelope jsonb not null,
  send_at timestamptz not null,
  canceled boolean not null default false,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index email_submissions_by_mail on email_submissions (account_id, mail_id);

-- RFC 8621 8.
create table vacation_responses (
  account_id bigint primary key,
  modseq bigint not null,
  is_enabled boolean not null,
  from_date timestamptz,
  to_date timestamptz,
  subject text,
  text_body text,
  html_body text
);

-- Who got an automatic reply (RFC 3834 2): nobody gets two within a week.
create table vacation_replies (
  account_id bigint not null,
  sender text not null,
  replied_at timestamptz not null default now(),
  primary key (account_id, sender)
);
create index vacation_replies_by_age on vacation_replies (replied_at);

create table removed_sending (
  account_id bigint not null,
  modseq bigint not null,
  kind text not null check (kind in ('identity', 'submission')),
  id bigint not null,
  removed_at timestamptz not null default now(),
  primary key (account_id, modseq)
);
create index removed_sending_by_age on removed_sending (removed_at);

select partition_by_account(name) from unnest(array['identities', 'email_submissions', 'vacation_replies', 'removed_sending']) name;
