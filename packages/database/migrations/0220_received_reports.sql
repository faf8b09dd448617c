-- What others report about our domains (docs/decisions/0165-reports-from-others.md).

-- Mails with a report that is not read yet; and those whose report was refused, for as long as reports are kept.
create table report_mails (
  mail_id uuid primary key,
  blob_id uuid not null,
  domain text not null, -- of its recipient, as in domains
  recipient text not null, -- as given in RCPT TO
  source text not null, -- of accepted_mails
  received_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'read', 'refused')),
  reason text, -- why it was refused
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now() -- in the future while an attempt runs
);
create index report_mails_waiting on report_mails (next_attempt_at) where state = 'waiting';
create index report_mails_blobs on report_mails (blob_id) where state = 'waiting';
create index report_mails_age on report_mails (received_at);

create table received_reports (
  domain text not null references domains (name) on delete cascade,
  kind text not null check (kind in ('dmarc', 'tls')),
  sender text not null, -- the domain that wrote it, proven
  report_id text not null, -- chosen by the sender
  organization text not null,
  contact text not null,
  begins_at timestamptz not null,
  ends_at timestamptz not null,
  received_at timestamptz not null default now(),
  mail_id uuid not null,
  is_cut boolean not null, -- it had more than is kept
  policy jsonb, -- of DMARC, as its sender saw it
  results jsonb not null, -- records of DMARC; policies of TLS
  size integer not null, -- characters of results
  primary key (domain, kind, sender, report_id)
);
create index received_reports_time on received_reports (domain, kind, ends_at);
create index received_reports_age on received_reports (received_at);
