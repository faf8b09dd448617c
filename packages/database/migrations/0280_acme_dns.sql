-- TXT records that a program of the operator put into DNS for an authority (RFC 8555 8.4, docs/decisions/0195-acme-by-dns.md).

create table acme_dns_records (
  name text not null, -- _acme-challenge.example.test
  value text not null,
  next_removal_at timestamptz not null, -- when the process that put it there does not remove it
  removals integer not null default 0, -- tried by other processes
  primary key (name, value)
);
