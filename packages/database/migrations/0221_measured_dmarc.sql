-- DMARC results of mail in the name of other domains, until they are reported (docs/decisions/0166-reports-to-others.md).

-- A report that is due, or its outcome.
create table dmarc_reports (
  day date not null,
  domain text not null, -- the domain with the record, in A-labels
  organizational_domain text not null,
  policy jsonb not null, -- the last one that was published
  rua text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'unwanted', 'failed')),
  reason text,
  due_at timestamptz not null, -- in the future while an attempt runs
  attempts integer not null default 0,
  primary key (day, domain)
);
create index dmarc_reports_due on dmarc_reports (due_at) where state = 'waiting';

-- Mails with the same results, and their number.
create table measured_dmarc (
  day date not null,
  domain text not null,
  key bytea not null, -- SHA-256 of mail
  mail jsonb not null,
  count bigint not null,
  primary key (day, domain, key)
);
