-- What DMARC found of mail in the name of other domains, until they are told (docs/decisions/0166-reports-to-others.md).

-- A report that is due, or what became of it.
create table dmarc_reports (
  day date not null,
  domain text not null, -- where the record is, in A-labels
  organizational_domain text not null,
  policy jsonb not null, -- as it was published last
  rua text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'unwanted', 'failed')),
  reason text,
  due_at timestamptz not null, -- an attempt in progress pushes it ahead
  attempts integer not null default 0,
  primary key (day, domain)
);
create index dmarc_reports_due on dmarc_reports (due_at) where state = 'waiting';

-- Mails that are alike, and how many.
create table measured_dmarc (
  day date not null,
  domain text not null,
  key bytea not null, -- SHA-256 of mail
  mail jsonb not null,
  count bigint not null,
  primary key (day, domain, key)
);
