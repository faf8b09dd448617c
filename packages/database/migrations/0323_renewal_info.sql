-- When to ask the authority again whether a certificate should be renewed early (RFC 9773, docs/decisions/0262).
alter table certificates add column renewal_info_at timestamptz not null default now();
