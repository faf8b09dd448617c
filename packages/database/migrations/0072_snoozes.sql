-- Emails that come back at a set time (draft-ietf-extra-email-snooze). A row counts while the message is in that mailbox.
create table snoozes (
  account_id bigint not null,
  message_id bigint not null,
  mailbox_id bigint not null, -- the one with the use \Snoozed
  until timestamptz not null,
  move_to bigint, -- null: INBOX
  set_keywords jsonb not null, -- booleans by keyword, lower case
  primary key (account_id, message_id)
);
create index snoozes_by_time on snoozes (until);

select partition_by_account('snoozes');
