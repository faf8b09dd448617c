-- Directory: who has mail here.

create table domains (
  name text primary key, -- lower case, U-labels
  created_at timestamptz not null default now()
);

create table accounts (
  id bigint generated always as identity primary key,
  address text not null unique, -- login name and primary address, lower case
  domain text not null references domains (name),
  display_name text not null default '',
  password_hash text, -- argon2id, PHC string; null: no password login
  status text not null default 'active' check (status in ('active', 'suspended')),
  quota_bytes bigint check (quota_bytes >= 0), -- null: unlimited
  created_at timestamptz not null default now()
);

create index accounts_by_domain on accounts (domain, address);

create table aliases (
  address text primary key, -- 'local@domain', or '@domain' for a catch-all
  domain text not null references domains (name),
  targets text[] not null check (cardinality(targets) between 1 and 1000),
  created_at timestamptz not null default now()
);

create index aliases_by_domain on aliases (domain, address);

-- Mailboxes. Every key begins with account_id: one account's mail is one shard.

create table account_state (
  account_id bigint primary key,
  modseq bigint not null default 1, -- RFC 7162: grows with every change of the account
  next_id bigint not null default 1, -- next id of a mailbox or message of this account
  used_bytes bigint not null default 0,
  message_count bigint not null default 0,
  last_uid_validity bigint not null default 0
) with (fillfactor = 50);

create table mailboxes (
  account_id bigint not null,
  id bigint not null,
  name text not null, -- UTF-8 path, '/' between levels
  uid_validity bigint not null,
  uid_next bigint not null default 1,
  recent_uid bigint not null default 1, -- no session has seen uids from here on as \Recent
  highest_modseq bigint not null default 1,
  message_count bigint not null default 0,
  unseen_count bigint not null default 0,
  deleted_count bigint not null default 0,
  size_bytes bigint not null default 0,
  special_use text,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, name)
) with (fillfactor = 50);

create table subscriptions (
  account_id bigint not null,
  name text not null, -- may outlive the mailbox (RFC 9051 6.3.7)
  primary key (account_id, name)
);

-- The description of a message, computed once when it is filed.
create table messages (
  account_id bigint not null,
  id bigint not null,
  blob_id uuid not null,
  size bigint not null,
  envelope bytea not null, -- IMAP ENVELOPE, as sent
  body_structure bytea not null, -- IMAP BODYSTRUCTURE, as sent
  parts text not null, -- the part tree with byte offsets, JSON
  message_id text not null,
  in_reply_to text[] not null,
  refs text[] not null,
  sent_at timestamptz,
  sent_on date, -- the Date field's day as written, without its zone (RFC 9051 6.4.4 SENTON)
  subject text not null, -- decoded
  preview text not null,
  has_attachment boolean not null,
  search_subject text not null, -- decoded and case-folded, as are all of search_*
  search_from text not null,
  search_to text not null,
  search_cc text not null,
  search_bcc text not null,
  search_text text not null,
  primary key (account_id, id)
);

create index messages_by_blob on messages (blob_id); -- answers "is this blob still in use" when collecting

-- A message in a mailbox. COPY is a new entry, not new bytes.
create table mailbox_entries (
  account_id bigint not null,
  mailbox_id bigint not null,
  uid bigint not null,
  message_id bigint not null,
  modseq bigint not null,
  flags integer not null default 0,
  keywords text[] not null default '{}',
  size bigint not null, -- of the message; here so that lists and POP3 need no join
  internal_date timestamptz not null,
  save_date timestamptz not null default now(),
  primary key (account_id, mailbox_id, uid)
);

-- Modseqs are per account, so this finds the changes of one mailbox and of all. With mailbox_id in the second place the planner would
-- use it instead of the primary key while a table has no statistics.
create index mailbox_entries_by_modseq on mailbox_entries (account_id, modseq, mailbox_id);
create index mailbox_entries_by_message on mailbox_entries (account_id, message_id);

-- Expunged uids with the modseq of their expunge (RFC 7162 3.2.7).
create table expunged_entries (
  account_id bigint not null,
  mailbox_id bigint not null,
  uid bigint not null,
  message_id bigint not null,
  modseq bigint not null,
  expunged_at timestamptz not null default now(),
  primary key (account_id, mailbox_id, modseq, uid)
);

create index expunged_entries_by_age on expunged_entries (expunged_at);

-- Raw messages, stored once however many recipients they have. Ids are UUIDv7: their age can be read from them.

create table blobs (
  id uuid primary key,
  size bigint not null, -- header and body together
  header bytea not null, -- up to and with the empty line
  body bytea -- null: in blob_chunks
);

create table blob_chunks (
  blob_id uuid not null,
  n integer not null,
  data bytea not null,
  primary key (blob_id, n)
);

create table blob_candidates ( -- blobs that lost a reference and may have none left
  blob_id uuid primary key,
  since timestamptz not null default now()
);

-- Transit: accepted mail on its way.

create table accepted_mails (
  id uuid primary key, -- UUIDv7; also the id in our Received field and in every log line
  blob_id uuid not null,
  size bigint not null,
  reverse_path text not null, -- '' is the null reverse-path
  source text not null check (source in ('mx', 'submission', 'generated')),
  account_id bigint, -- who submitted it
  message_id text not null,
  client_address text,
  client_name text, -- its name in EHLO
  protocol text not null, -- RFC 3848: SMTP, ESMTP, ESMTPSA, ...
  envelope_id text, -- RFC 3461 ENVID
  return_content text check (return_content in ('FULL', 'HDRS')), -- RFC 3461 RET
  smtputf8 boolean not null default false,
  accepted_at timestamptz not null default now()
);

create index accepted_mails_by_blob on accepted_mails (blob_id);
create index accepted_mails_by_message_id on accepted_mails (message_id);
create index accepted_mails_by_reverse_path on accepted_mails (reverse_path, id);

create table deliveries (
  id uuid primary key,
  mail_id uuid not null,
  recipient text not null, -- forward-path after aliases
  original_recipient text not null, -- as given in RCPT TO
  orcpt text, -- RFC 3461 ORCPT, decoded
  notify text[], -- RFC 3461 NOTIFY; null: not given
  account_id bigint, -- set: file here
  destination text, -- set: pass on to this domain
  state text not null default 'queued' check (state in ('queued', 'delivered', 'relayed', 'failed', 'cancelled')),
  attempts integer not null default 0,
  -- When it is due. A running attempt moves it into the future as a lease, so that a delivery is due again after a crash.
  next_attempt_at timestamptz not null,
  delay_notified_at timestamptz,
  last_host text,
  last_reply text,
  mailbox_id bigint, -- where it was filed
  uid bigint,
  finished_at timestamptz,
  check ((account_id is null) <> (destination is null))
) with (fillfactor = 70);

create index deliveries_by_mail on deliveries (mail_id);
create index deliveries_by_recipient on deliveries (recipient, id);
create index deliveries_due on deliveries (next_attempt_at) where state = 'queued';
create index deliveries_due_by_destination on deliveries (destination, next_attempt_at)
  where state = 'queued' and destination is not null;

-- The history of a delivery: attempts with the replies of remote servers, notices, actions of operators.
create table delivery_events (
  id bigint generated always as identity primary key,
  mail_id uuid not null,
  delivery_id uuid,
  at timestamptz not null default now(),
  kind text not null,
  detail jsonb not null
);

create index delivery_events_by_mail on delivery_events (mail_id, id);
