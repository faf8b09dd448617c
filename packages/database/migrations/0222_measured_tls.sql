-- How TLS with the servers of other domains went, until they are told (docs/decisions/0167-tls-reports-to-others.md).

-- A report that is due, or what became of it.
create table tls_reports (
  day date not null,
  domain text not null, -- in A-labels
  rua text not null, -- as its record had it last
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'unwanted', 'failed')),
  reason text,
  due_at timestamptz not null, -- an attempt in progress pushes it ahead
  attempts integer not null default 0,
  posted text[] not null default '{}', -- URLs where it was taken
  primary key (day, domain)
);
create index tls_reports_due on tls_reports (due_at) where state = 'waiting';

-- Sessions that went alike, and how many.
create table measured_tls (
  day date not null,
  domain text not null,
  key bytea not null, -- SHA-256 of session
  session jsonb not null,
  count bigint not null,
  primary key (day, domain, key)
);
