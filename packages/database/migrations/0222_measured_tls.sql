-- Results of TLS with the servers of other domains, until they are reported (docs/decisions/0167-tls-reports-to-others.md).

-- A report that is due, or its outcome.
create table tls_reports (
  day date not null,
  domain text not null, -- in A-labels
  rua text not null, -- of its last record
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'unwanted', 'failed')),
  reason text,
  due_at timestamptz not null, -- in the future while an attempt runs
  attempts integer not null default 0,
  posted text[] not null default '{}', -- URLs that have accepted it
  primary key (day, domain)
);
create index tls_reports_due on tls_reports (due_at) where state = 'waiting';

-- Sessions with the same result, and their number.
create table measured_tls (
  day date not null,
  domain text not null,
  key bytea not null, -- SHA-256 of session
  session jsonb not null,
  count bigint not null,
  primary key (day, domain, key)
);
